/** How much arrived where: a map where it is known where areas lie, and the areas with most people as bars. */
import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Success } from '../../api/shapes.ts'
import { AreaMap } from '../../parts/charts/AreaMap.tsx'
import { Bars } from '../../parts/charts/Bars.tsx'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { partsOf, sentOf } from './arrived.ts'
import { SuccessLegend } from './ByAccount.tsx'
import { PlaceAreas } from './PlaceAreas.tsx'
import type { Among } from './queries.ts'

/** As bars; the table has all of them. */
const barsAtMost = 12

interface Props {
  readonly among: Among
  readonly success: Success
}

export function Areas({ among, success: { byArea } }: Props) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const number = (value: unknown): string => shown.number(Number(value))
  const nameOf = ({ area, areas }: Success['byArea'][number]): string =>
    area ?? t('insight.areas.small', { number: shown.number(areas) })
  const placed = byArea.flatMap(each =>
    each.position === null || each.area === null ? [] : [{ ...each, position: each.position, area: each.area }],
  )
  const kilometres = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'kilometer' })
  return (
    <ChartSection
      title={t('insight.areas.title')}
      says={t('insight.areas.says')}
      file="success-by-area"
      acts={among !== null && mayWhole('programmes.fields', among) && <PlaceAreas programmeId={among} />}
      columns={[
        { head: t('insight.areas.area') },
        { head: t('insight.people'), shown: number, end: true },
        { head: t('insight.areas.peoplePaid'), shown: number, end: true },
        { head: t('insight.success.paid'), shown: number, end: true },
        { head: t('insight.success.open'), shown: number, end: true },
        { head: t('insight.success.failed'), shown: number, end: true },
      ]}
      rows={byArea.map(each => [nameOf(each), each.people, each.peoplePaid, each.paid, each.open, each.failed])}
    >
      {byArea.length === 0 ? (
        <Empty title={t('insight.nobodyPaid')} says={t('insight.nothingSays')} />
      ) : (
        <SimpleGrid cols={{ base: 1, lg: placed.length > 0 ? 2 : 1 }} spacing="xl">
          {placed.length > 0 && (
            <div>
              <Text size="sm" mb="xs">
                {t('insight.areas.mapSays')}
              </Text>
              <AreaMap
                label={t('insight.areas.map')}
                number={shown.number}
                kilometres={length => kilometres.format(length)}
                places={placed.map(each => ({
                  name: each.area,
                  position: each.position,
                  people: each.people,
                  peoplePaid: each.peoplePaid,
                  says: t('insight.areas.circle', {
                    paid: shown.number(each.peoplePaid),
                    people: shown.number(each.people),
                  }),
                }))}
              />
            </div>
          )}
          <div>
            <SuccessLegend />
            <Bars
              shares
              bars={byArea.slice(0, barsAtMost).map(each => ({
                name: each.area === null ? nameOf(each) : shown.name(each.area),
                parts: partsOf(each),
                says: t('insight.areas.bar', {
                  part: shown.percent(each.paid, sentOf(each)),
                  people: shown.number(each.people),
                }),
              }))}
            />
            {byArea.length > barsAtMost && (
              <Text size="sm" c="dimmed" mt="sm">
                {t('insight.areas.more', { number: shown.number(byArea.length - barsAtMost) })}
              </Text>
            )}
          </div>
        </SimpleGrid>
      )}
    </ChartSection>
  )
}
