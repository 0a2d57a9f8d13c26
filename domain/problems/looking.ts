/** What a look at a connection, an address, an account or a round found. Told by domain/problemSays.ts. */
export const looking = {
  fsp_lets_in: 'The FSP answers and lets this account in.',
  fsp_no_question: 'This FSP has no question that moves nothing: pay a trial.',
  fsp_unusable: 'The FSP account can not be used.',
  carrier_no_question:
    'This carrier has no question that sends nothing: write to a number of your own and look whether it arrives.',
  carrier_lets_in: 'The carrier answers and lets this account in.',
  float_unknown: 'What the account holds is not known.',
  float_missing_after: '{missing} is missing to start it after what was approved before it.',
  float_missing: '{missing} is missing to start it.',
  float_missing_all: 'There is enough for it, but {missing} is missing for all that was approved.',
  float_enough: 'There is enough for it and for all that was approved.',
  address_ours: 'The address is reached, and it is ours.',
  address_redirects: 'The address sends callers on to another one ({status}).',
  address_proxy: 'A proxy answers at the address and does not reach Mkono behind it ({status}).',
  address_not_ours: 'Something answers at the address ({status}), but it is not this Mkono.',
  address_tls: 'The address answers, but its certificate or TLS can not be trusted ({error}).',
  address_not_http: 'Something answers at the address that does not speak HTTP ({error}).',
  address_unknown: 'The name in the address is not known ({error}).',
  address_nobody: 'Nobody listens at the address ({error}).',
  address_silent: 'Nothing answers at the address in time ({error}).',
  address_broken: 'The way to the address breaks off ({error}).',
  mend_redirect:
    'FSPs do not follow. Set MKONO_PUBLIC_URL to the address at which it ends (often https instead of http, or with or without www), or take the redirect away for /callbacks/.',
  mend_proxy: 'Look at where the proxy sends /callbacks/, and whether the API listens there.',
  mend_barred: 'Something before Mkono asks for a password or bars callers: let POST to /callbacks/ pass there.',
  mend_other_machine:
    'Look at which machine the name belongs to, and whether the proxy there sends /callbacks/ on to this installation with its path and query unchanged.',
  mend_certificate:
    'Renew the certificate, install it with its whole chain, and for the very name in MKONO_PUBLIC_URL.',
  mend_port: 'Look at port and protocol in MKONO_PUBLIC_URL, and at which machine the name belongs to.',
  mend_dns: 'Correct MKONO_PUBLIC_URL, or make an entry for its name in the DNS.',
  mend_start: 'Start what listens there (the proxy, or the API itself), and look at the port.',
  mend_firewall:
    'Look at firewalls and at the way from this machine to the public address; some routers do not let a network reach itself from within: then test from outside.',
  warn_only_here: 'Only this very machine reaches this address: set MKONO_PUBLIC_URL.',
  warn_private: 'This address is one of a private network, which no FSP outside reaches.',
  warn_http: 'The address is http: FSPs ask for https, and tokens travel in the clear.',
  round_nobody_there: 'Nobody was there to open it at its time.',
  round_before_was_unpaid: 'The round before was not paid yet.',
  round_calendar_changed: 'The calendar was changed before it was opened.',
  round_paused: 'Paused: {reason}',
} as const
