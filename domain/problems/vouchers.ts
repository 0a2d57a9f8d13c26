/** Vouchers. Told by domain/problemSays.ts. */
export const vouchers = {
  payout_no_vouchers: 'This payout has no vouchers.',
  vouchers_not_over:
    'This payout is not over: only one whose vouchers were taken back is given again, once its money is free.',
  vouchers_none_sent: 'None of its vouchers has been sent yet, or all of them are over.',
  vouchers_hand_over: 'Only vouchers that their person agreed to, and did not get yet, are handed over.',
  voucher_being_replaced: 'A lost voucher of this payout is being replaced: that goes on until the FSP has ended it.',
  voucher_given_already: 'A voucher of this payout is with its person already.',
  voucher_order_open: 'An order of it is under way at the FSP. Try again in a few minutes.',
  voucher_nothing_left: 'There is nothing left of it to cancel.',
  voucher_replace_which: 'Only a voucher that its person had, and that is not over, can be replaced.',
  voucher_desk_one: 'A statement of the FSP’s desk is about one card: name its part.',
  voucher_desk_too_much: 'No card holds more than it was issued with.',
  voucher_card_least: 'A card of this account holds at least {amount}: let one hold as much.',
  voucher_still_usable:
    'The FSP still calls part {part} usable: have its desk block the card, and wait until the FSP itself says so when it is asked next.',
  voucher_part_empty: 'Nothing is left on part {part}: there is nothing to replace.',
  voucher_part_spent:
    'Something was spent of part {part}, so it can not be cancelled: have the FSP’s desk block it, and give what the desk said.',
  vouchers_changed: 'These vouchers have changed since: reject it, look again and propose it anew.',
  programme_less_available: 'The programme has less available than that: fund it first.',
  vouchers_replace_paid_only:
    'Only vouchers of a payout that was paid are replaced; until then cancel them, or send them again.',
  voucher_return_settled: 'What came back of an expired voucher is booked once its payout is settled as paid.',
  voucher_none_to_hand: 'There is no voucher to hand over: its person has not said yes, or it is over.',
} as const
