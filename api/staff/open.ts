/**
 * Where letters to staff lead: `/open#distributions/<id>`. What it is about stands behind the #, which no server’s log keeps.
 * Asks for a sign-in where there is none, and shows how the list stands to whoever may read it.
 */
import { currencies, digitsOf } from '../../domain/money.js'
import { page } from './page.js'

const digits = JSON.stringify(Object.fromEntries(currencies.map(each => [each, digitsOf(each)])))

const script = `
const $=id=>document.getElementById(id),digits=${digits}
const [,id]=/^#distributions[/]([0-9a-f-]{36})$/.exec(location.hash)||[]
const say=text=>{$('says').textContent=text}
const get=path=>fetch(path).then(async r=>({status:r.status,said:await r.json().catch(()=>({}))}))
const send=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body)})
.then(async r=>({ok:r.ok,said:await r.json().catch(()=>({}))}))
const moneyOf=(minor,currency)=>{const d=digits[currency]||0,t=minor.padStart(d+1,'0'),whole=t.slice(0,t.length-d).replace(/\\B(?=(\\d{3})+$)/g,',')
return currency+' '+whole+(d?'.'+t.slice(-d):'')}
const row=(name,value)=>{const dt=document.createElement('dt'),dd=document.createElement('dd');dt.textContent=name;dd.textContent=value;$('list').append(dt,dd)}
const show=async()=>{const list=await get('/distributions/'+id)
if(list.status===401){$('in').hidden=false;return say('')}
$('in').hidden=true
if(list.status!==200)return say('There is no such list, or it is not for you to see.')
const d=list.said,a=(await get('/distributions/'+id+'/approvals')).said
row('Programme',d.programmeName+', round '+d.round);row('State',d.state.replaceAll('_',' '));row('People',d.payouts)
row('Sum',moneyOf(d.totalMinor,d.currency));row('Highest fees',moneyOf(d.feeReserveMinor,d.currency));row('Made by',d.createdBy)
if(a.needed)row('Approved by',a.given+' of '+a.needed+(a.by.length?' ('+a.by.map(each=>each.by).join(', ')+')':''))
if(d.pauseReason)row('Reason',d.pauseReason)
if(d.listHash)row('Hash of the list',d.listHash)
say('')}
$('in').onsubmit=async event=>{event.preventDefault();say('…')
const asked=$('second').hidden?await send('/sign-in',{email:$('email').value,password:$('password').value}):await send('/sign-in/second-factor',{code:$('code').value})
if(!asked.ok)return say(asked.said.detail||'That did not work. Try again.')
if(asked.said.secondFactor&&!asked.said.signedIn){$('second').hidden=false;$('first').hidden=true;$('code').focus();return say('')}
$('password').value='';await show()}
if(id)show();else say('This address leads nowhere: take it from the letter as it is.')`

const main = `<main><h1>Mkono</h1><dl id="list"></dl>
<form id="in" hidden><p>Sign in to see what waits for you.</p>
<div id="first"><label for="email">E-mail</label><input id="email" type="email" autocomplete="username" maxlength="254">
<label for="password">Password</label><input id="password" type="password" autocomplete="current-password"></div>
<div id="second" hidden><label for="code">Code of your authenticator app</label><input id="code" inputmode="numeric" autocomplete="one-time-code" maxlength="40"></div>
<button>Sign in</button></form>
<p id="says" role="status">…</p></main>`

export const openPage = page({ title: 'Mkono', main, script })
