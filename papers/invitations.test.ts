import { describe, expect, it } from 'vitest'
import { textsOf } from '../test/world/papers.js'
import { barcodesOn } from '../test/world/vouchers.js'
import { invitationCards, type CardFacts } from './invitations.js'

const aCard = (at: number, over: Partial<CardFacts> = {}): CardFacts => ({
  link: `https://mkono.example.org/register/aB3-_xyzABCDEFGHIJKLM${at}`,
  name: `Person ${at}`,
  reference: `IW-${at}`,
  place: 'Wabera',
  language: 'en',
  until: '2026-12-10',
  ...over,
})
const cardsOf = (cards: CardFacts[]) =>
  invitationCards({ organisation: 'Rode Kruis', programme: 'Isiolo', cards, madeAt: new Date('2026-11-26T08:00:00Z') })
const pages = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0

describe('invitations on paper', () => {
  it('hold the link letter by letter, as a code that another decoder reads', async () => {
    const pdf = await cardsOf([aCard(1)])
    expect(await barcodesOn(pdf, { pixelsWide: 1_600 })).toContainEqual({ symbology: 'qrcode', text: aCard(1).link })
  })

  it('are eight on a page, in the language of each', async () => {
    const pdf = await cardsOf(Array.from({ length: 9 }, (_, at) => aCard(at, at === 3 ? { language: 'sw' } : {})))
    expect(pages(pdf)).toBe(2)
    const texts = (await textsOf(pdf)).join(' ')
    expect(texts).toContain('Jisajili katika Isiolo')
    expect(texts).toContain('Person 8 · IW-8 · Wabera')
  })

  it('are the same bytes again, and name nobody in their properties', async () => {
    const [one, two] = await Promise.all([cardsOf([aCard(1)]), cardsOf([aCard(1)])])
    expect(one.equals(two)).toBe(true)
    expect((await cardsOf([])).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
