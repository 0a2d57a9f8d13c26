/**
 * The page behind a one-time link. The link's secret stands behind the #, which no browser sends and no log keeps. Until
 * there is a portal this is where people set their password.
 */
import { passwordLength } from './auth.js'
import { page } from './page.js'

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

const main = `<h1>Mkono</h1><p id="hello">Set your password.</p>
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
<p id="says" role="status"></p>`

export const welcomePage = page({ title: 'Welcome to Mkono', main, script })
