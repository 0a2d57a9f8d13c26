import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DefaultRole } from '../../domain/roles.js'
import { numberOf } from '../integration/livesStage.js'
import { aPortal, barriers, overflow, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let caseId: string
beforeAll(async () => {
  portal = await aPortal({ people: 4 })
  const { stage } = portal
  await stage.work()
  await stage.sandbox.ask('PUT', '/sandbox/numbers', { [numberOf(3)]: { registered: false } })
  const distributionId = await stage.pay()
  await stage.until(
    () => stage.standing(distributionId),
    each => each.byState.refused?.count === 1 && each.byState.paid?.count === 3,
  )
  const { rows } = await sql<{ id: string }>`select id from work_case where kind = 'correction'`.execute(stage.house.db)
  caseId = rows[0]!.id
})
afterAll(() => portal.end())

const wordsOf = (language: string): { work: { showEvidence: string } } =>
  JSON.parse(fs.readFileSync(new URL(`../../web/portal/words/more/${language}.json`, import.meta.url), 'utf8')) as {
    work: { showEvidence: string }
  }

/** Somebody signed in in English, whose language is another from then on; Arabic in the dark. */
async function reading(language: string, role: DefaultRole = 'administrator'): Promise<Visitor> {
  const colorScheme = language === 'ar' ? 'dark' : 'light'
  const visitor = await portal.signedIn(await portal.member(role), { colorScheme })
  await visitor.page.evaluate(`localStorage.setItem('mkono.language', JSON.stringify(${JSON.stringify(language)}))`)
  return visitor
}

async function looksWell({ page }: Visitor, name: string): Promise<void> {
  for (const width of [390, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(() => overflow(page), { message: `${name} ${width}` }).toBe(0)
    await picture(page, `language-${name}-${width}`)
  }
  expect(await barriers(page), name).toEqual([])
}

const told = {
  en: {
    act: 'Signed in',
    absent: 'There is no such person.',
    frozen: 'Put on the list as no.',
    opened: 'A case is opened for Programme',
    day: 'Friday, November 27, 2026',
  },
  fr: {
    act: 'Connecté',
    absent: 'Introuvable : personne.',
    frozen: 'Mise sur la liste',
    opened: 'Un cas est ouvert pour Équipe',
    day: 'vendredi 27 novembre 2026',
  },
  nl: {
    act: 'Ingelogd',
    absent: 'Niet gevonden: persoon.',
    frozen: 'Op de lijst gezet',
    opened: 'Een zaak is geopend voor Programma',
    day: 'vrijdag 27 november 2026',
  },
  sw: {
    act: 'Ameingia',
    absent: 'Haipatikani: mtu.',
    frozen: 'Imewekwa kwenye orodha',
    opened: 'Kesi imefunguliwa kwa Wafanyakazi',
    day: 'Ijumaa, 27 Novemba 2026',
  },
  ar: {
    act: 'سُجّل الدخول',
    absent: 'غير موجود: شخص.',
    frozen: 'أُدرجت في القائمة',
    opened: 'فُتحت حالة لـموظفو',
    day: 'الجمعة، 27 نوفمبر 2026',
  },
} as const

describe.each(Object.entries(told))(
  'in the reader’s language, %s,',
  (language, { act, absent, frozen, opened, day }) => {
    it('it is told what was done, and since which day was asked, whose field the browser writes in its own language', async () => {
      const visitor = await reading(language)
      await visitor.go('/acts')
      const from = visitor.page.locator('input[type=date]').first()
      // A year that is still being typed is none.
      await from.fill('0002-11-27')
      expect(await from.getAttribute('aria-describedby')).toBeNull()
      await from.fill('2026-11-27')
      await visitor.page.getByText(day, { exact: true }).waitFor()
      expect(await from.getAttribute('aria-describedby')).not.toBeNull()
      await visitor.page.getByRole('cell', { name: act, exact: true }).first().waitFor()
      await looksWell(visitor, `acts-${language}`)
    })

    it('it is told what the API does not find', async () => {
      const visitor = await reading(language, 'programme_manager')
      await visitor.go(`/people/${randomUUID()}`)
      await visitor.page.getByRole('alert').getByText(absent).waitFor()
      await looksWell(visitor, `absent-${language}`)
    })

    it('it is told what proves what became of a payout', async () => {
      const visitor = await reading(language, 'programme_manager')
      await visitor.go(`/work/${caseId}`)
      await visitor.page.getByRole('button', { name: wordsOf(language).work.showEvidence }).click()
      await visitor.page.getByText(frozen).waitFor()
      await visitor.page.getByText(opened).waitFor()
      await looksWell(visitor, `evidence-${language}`)
    })
  },
)

it('acts are found by their words', async () => {
  const { page, go } = await reading('fr')
  await go('/acts')
  await page.getByRole('cell', { name: 'Connecté', exact: true }).first().waitFor()
  await page.getByRole('combobox', { name: 'Quoi' }).fill('Distribution lan')
  await page.getByRole('option', { name: 'Distribution lancée' }).click()
  await page.getByRole('button', { name: 'Trouver' }).click()
  await expect.poll(() => page.getByRole('cell', { name: 'Connecté', exact: true }).count()).toBe(0)
  await page.getByRole('cell', { name: 'Distribution lancée', exact: true }).waitFor()
})
