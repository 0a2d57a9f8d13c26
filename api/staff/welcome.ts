/**
 * The page behind a one-time link. The link's secret stands behind the #, which no browser sends and no log keeps. Until
 * there is a portal this is where people set their password.
 */
import { createHash } from 'node:crypto'
import type { ApiContext } from '../mount.js'
import { passwordLength } from './auth.js'

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:8vh auto;padding:0 1rem;color:#1d1d1f;background:#fff}
label{display:block;margin:1rem 0 .2rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #767676;border-radius:6px}
button{font:inherit;margin-top:1.5rem;padding:.6rem 1.2rem;border:0;border-radius:6px;background:#0b5c4a;color:#fff}
button:focus-visible,input:focus-visible{outline:3px solid #f0a30a;outline-offset:1px}
[role=status]{margin-top:1.5rem;font-weight:600}[hidden]{display:none}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}input{color:#eee;background:#222}button{background:#3fae93;color:#06251d}}`

const script = `
const $=id=>document.getElementById(id),token=location.hash.slice(1)
const ask=async(path,body)=>{const r=await fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body)})
return{ok:r.ok,said:await r.json().catch(()=>({}))}}
const say=text=>{$('says').textContent=text}
const over='This link is used, replaced or too old. Ask for a new one.'
;(async()=>{if(!token)return say(over)
const{ok,said}=await ask('/links/look',{token})
if(!ok)return say(over)
$('form').hidden=false
if(said.kind==='first'){$('who').hidden=false;for(const id of['handle','name','email'])$(id).required=true}
else $('hello').textContent='Welcome, '+said.name+'. Your handle is '+said.handle+'.'
$('form').onsubmit=async event=>{event.preventDefault()
if($('password').value!==$('again').value)return say('The two passwords differ.')
const first=said.kind==='first'?{handle:$('handle').value,name:$('name').value,email:$('email').value}:undefined
say('…')
const used=await ask('/links/use',{token,password:$('password').value,first})
if(!used.ok)return say(used.said.detail||'That did not work. Try again.')
history.replaceState(null,'','/welcome');$('form').hidden=true
say('Your password is set. Sign in with your e-mail address.')}})()`

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Welcome to Mkono</title><style>${style}</style>
<main><h1>Mkono</h1><p id="hello">Set your password.</p>
<form id="form" hidden>
<div id="who" hidden>
<label for="handle">Handle, a short name that every act of yours will carry</label><input id="handle" autocomplete="username" maxlength="64">
<label for="name">Name</label><input id="name" autocomplete="name" maxlength="200">
<label for="email">E-mail</label><input id="email" type="email" autocomplete="email" maxlength="254">
</div>
<label for="password">Password, at least ${passwordLength.least} characters</label>
<input id="password" type="password" autocomplete="new-password" required minlength="${passwordLength.least}" maxlength="${passwordLength.most}">
<label for="again">Password, once more</label>
<input id="again" type="password" autocomplete="new-password" required>
<button>Set password</button></form>
<p id="says" role="status"></p></main><script>${script}</script></html>`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function welcomePage(c: ApiContext): Response {
  return c.body(html, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
}
