/**
 * Where letters to staff lead: `/open#distributions/<id>` and `/open#waiting`. What it is about stands behind the #, which no
 * server’s log keeps. Asks for a sign-in where there is none, shows what waits, and takes a yes or a no from whoever may give
 * one. It asks the same routes as everybody; there is nothing that only this page can do.
 */
import { matters } from '../../domain/fourEyes.js'
import { currencies, digitsOf } from '../../domain/money.js'
import { page } from './page.js'

/** Where each kind of proposal is decided; an end of an unknown takes its own words. */
const decidedAt: Readonly<Record<keyof typeof matters, string>> = {
  unknown_end: '/unknown-ends',
  fsp_account: '/fsp-account-changes',
  staff_roles: '/staff-role-changes',
  own_role: '/role-changes',
  two_people: '/two-people-changes',
  export: '/export-requests',
  trial_payment: '/trial-payments',
  standing_approval: '/standing-approvals',
  voucher_replacement: '/voucher-replacements',
}
const given = JSON.stringify({
  digits: Object.fromEntries(currencies.map(each => [each, digitsOf(each)])),
  words: Object.fromEntries(Object.entries(matters).map(([kind, { words }]) => [kind, words])),
  decidedAt,
})

const script = `
const {digits,words,decidedAt}=${given}
const $=id=>document.getElementById(id)
const say=text=>{$('says').textContent=text}
const ask=async(method,path,body)=>{
  const headers={'content-type':'application/json','idempotency-key':crypto.randomUUID?.()??String(Math.random()).slice(2)+Date.now()}
  const r=await fetch(path,method==='GET'?{}:{method,headers,body:JSON.stringify(body)})
  return{status:r.status,said:await r.json().catch(()=>({}))}}
const moneyOf=(minor,currency)=>{const d=digits[currency]||0,t=minor.padStart(d+1,'0')
  return currency+' '+t.slice(0,t.length-d).replace(/\\B(?=(\\d{3})+$)/g,',')+(d?'.'+t.slice(-d):'')}
const add=(tag,text,to=$('list'))=>{const each=document.createElement(tag);each.textContent=text;to.append(each);return each}
const row=(name,value)=>{add('dt',name);add('dd',value)}
const link=(to,text)=>{const a=add('a',text,add('p',''));a.href=to}
const choice=(yes,no)=>{const p=add('p','')
  const label=add('label','Reason, for a no',p),reason=document.createElement('input');reason.maxLength=500;label.append(reason)
  const take=(name,what)=>{const b=add('button',name,p);b.type='button';b.onclick=async()=>{
    for(const each of p.querySelectorAll('button'))each.disabled=true
    say('…');const done=await what(reason.value.trim())
    if(done.status<300){await show();say('Done.');return}
    for(const each of p.querySelectorAll('button'))each.disabled=false
    say(done.said.errors?.[0]?.says||done.said.detail||'That did not work. Try again.')}}
  take('Approve',yes);take('Reject',no)}
const aList=async id=>{
  const list=await ask('GET','/distributions/'+id)
  if(list.status!==200)return list
  const d=list.said,a=(await ask('GET','/distributions/'+id+'/approvals')).said
  row('Programme',d.programmeName+', round '+d.round);row('State',d.state.replaceAll('_',' '));row('People',d.payouts)
  row('Sum',moneyOf(d.totalMinor,d.currency));row('Highest fees',moneyOf(d.feeReserveMinor,d.currency))
  if(d.exchangeRate)row('Rate on '+d.exchangeRate.on,d.exchangeRate.rate+' '+d.currency+' for 1 '+d.exchangeRate.currency)
  row('Made by',d.createdBy)
  if(a.needed)row('Approved by',a.given+' of '+a.needed+(a.by.length?' ('+a.by.map(each=>each.by+(each.onBehalfOf?' for '+each.onBehalfOf:'')).join(', ')+')':''))
  if(d.pauseReason)row('Reason',d.pauseReason)
  if(d.listHash)row('Hash of the list',d.listHash)
  const waits=(await ask('GET','/waiting')).said.distributions||[]
  if(waits.some(each=>each.distributionId===id))choice(
    ()=>ask('POST','/distributions/'+id+'/approve',{listHash:d.listHash}),
    reason=>ask('POST','/distributions/'+id+'/reject',{reason}))
  return list}
const waiting=async()=>{
  const found=await ask('GET','/waiting')
  if(found.status!==200)return found
  const{distributions,corrections,proposals}=found.said
  for(const d of distributions)link('#distributions/'+d.distributionId,d.name+': '+d.payouts+' people, '+moneyOf(d.totalMinor,d.currency))
  for(const c of corrections)add('p',c.count+' corrected numbers wait in programme '+c.programmeId)
  for(const p of proposals){
    row(words[p.kind],'proposed by '+p.proposedBy+(p.reason?': '+p.reason:''))
    for(const[name,value]of Object.entries(p.summary))row(name,typeof value==='string'?value:JSON.stringify(value))
    const at=decidedAt[p.kind]+'/'+p.proposalId+'/decide'
    choice(()=>ask('POST',at,p.kind==='unknown_end'?{confirm:true}:{approve:true}),
      reason=>ask('POST',at,p.kind==='unknown_end'?{confirm:false}:{approve:false,...(reason?{reason}:{})}))}
  if(!distributions.length&&!corrections.length&&!proposals.length)add('p','Nothing waits for you.')
  return found}
const show=async()=>{
  $('list').replaceChildren();say('…')
  const[,id]=/^#distributions[/]([0-9a-f-]{36})$/.exec(location.hash)||[]
  if(!id&&location.hash!=='#waiting')return say('This address leads nowhere: take it from the letter as it is.')
  const{status}=id?await aList(id):await waiting()
  $('in').hidden=status!==401
  say(status===200||status===401?'':'There is no such list, or it is not for you to see.')}
$('in').onsubmit=async event=>{event.preventDefault();say('…')
  const asked=$('second').hidden?await ask('POST','/sign-in',{email:$('email').value,password:$('password').value}):await ask('POST','/sign-in/second-factor',{code:$('code').value})
  if(asked.status>=300)return say(asked.said.detail||'That did not work. Try again.')
  if(asked.said.secondFactor&&!asked.said.signedIn){$('second').hidden=false;$('first').hidden=true;$('code').focus();return say('')}
  $('password').value='';await show()}
onhashchange=show
show()`

const main = `<h1>Mkono</h1>
<form id="in" hidden><p>Sign in to see what waits for you.</p>
<div id="first"><label for="email">E-mail</label><input id="email" type="email" autocomplete="username" maxlength="254">
<label for="password">Password</label><input id="password" type="password" autocomplete="current-password"></div>
<div id="second" hidden><label for="code">Code of your authenticator app</label><input id="code" inputmode="numeric" autocomplete="one-time-code" maxlength="40"></div>
<button>Sign in</button></form>
<dl id="list"></dl>
<p id="says" role="status">…</p>`

export const openPage = page({ title: 'Mkono', main, script })
