/**
 * Areas where they lie: a ring for the people of each, and in it, as large as their part, those who were paid. Drawn from
 * coordinates alone; nothing is fetched from anywhere, so nobody outside learns where a programme works.
 */
import { Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useId } from 'react'
import classes from './charts.module.css'
import { heightFor, project, roundKilometres, type OnEarth } from './scale.ts'

export interface Place {
  readonly name: string
  readonly position: OnEarth
  readonly people: number
  readonly peoplePaid: number
  readonly says: string
}

interface Props {
  readonly places: readonly Place[]
  readonly label: string
  /** a number as it is written */
  readonly number: (value: number) => string
  /** `20 km` */
  readonly kilometres: (length: number) => string
}

const heights = { least: 220, most: 400 }
const edge = 44
const largest = 30
const smallest = 5

export function AreaMap({ places, label, number, kilometres }: Props) {
  const id = useId()
  const { ref, width } = useElementSize()
  const most = Math.max(1, ...places.map(({ people }) => people))
  const positions = places.map(({ position }) => position)
  const sheet = { width: Math.max(width, 2 * edge + 1), edge }
  const height = heightFor(positions, { ...sheet, ...heights })
  const { at, kilometre } = project(positions, { ...sheet, height })
  const drawn = [...places]
    .sort((a, b) => b.people - a.people)
    .map(place => ({
      ...place,
      ...at(place.position),
      radius: Math.max(smallest, largest * Math.sqrt(place.people / most)),
    }))
  const named = withRoom(drawn, width)
  // A name without room is a number here, and stands below.
  const numbered = drawn.filter(place => !named.some(({ name }) => name === place.name))
  const length = roundKilometres(kilometre, width / 4)
  return (
    <div ref={ref} className={classes['drawing']}>
      <svg width={width} height={height} role="img" aria-label={label} direction="ltr">
        {drawn.map(({ name, says, x, y, radius, people, peoplePaid }) => (
          <g key={name}>
            <title>{`${name}: ${says}`}</title>
            <circle
              cx={x}
              cy={y}
              r={radius}
              fill="var(--mantine-color-body)"
              fillOpacity={0.6}
              stroke="var(--rest)"
              strokeWidth={1.5}
            />
            <circle cx={x} cy={y} r={radius * Math.sqrt(peoplePaid / people)} fill="var(--good)" fillOpacity={0.85} />
          </g>
        ))}
        {named.map(({ name, x, y, radius, start }) => (
          <text
            key={`${id}${name}`}
            className={classes['halo']}
            x={start ? x + radius + 4 : x - radius - 4}
            y={y + 4}
            textAnchor={start ? 'start' : 'end'}
          >
            {name}
          </text>
        ))}
        {numbered.map(({ name, x, y }, at) => (
          <text key={`${id}${name}`} className={classes['halo']} x={x} y={y + 4} textAnchor="middle">
            {number(at + 1)}
          </text>
        ))}
        <g>
          <line
            x1={10}
            x2={10 + length * kilometre}
            y1={height - 10}
            y2={height - 10}
            stroke="var(--mantine-color-text)"
            strokeWidth={2}
          />
          <text className={classes['halo']} x={10} y={height - 16}>
            {kilometres(length)}
          </text>
        </g>
      </svg>
      {numbered.length > 0 && (
        <Text size="sm" c="dimmed">
          {numbered.map(({ name }, at) => (
            <span key={name} style={{ display: 'inline-block', marginInlineEnd: '1rem' }}>
              {number(at + 1)} <bdi>{name}</bdi>
            </span>
          ))}
        </Text>
      )}
    </div>
  )
}

interface Circle {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly radius: number
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}
const touch = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
const around = ({ x, y, radius }: Circle): Box => ({
  left: x - radius,
  right: x + radius,
  top: y - radius,
  bottom: y + radius,
})

/** Names that have room, the largest circles first: one that would lie over another name, another circle or out of the sheet is not written beside it. */
function withRoom<C extends Circle>(circles: readonly C[], width: number): (C & { start: boolean })[] {
  const taken: Box[] = []
  return circles.flatMap(circle => {
    const others = [...taken, ...circles.filter(each => each !== circle).map(around)]
    const long = circle.name.length * 7
    for (const start of [true, false]) {
      const left = start ? circle.x + circle.radius + 4 : circle.x - circle.radius - 4 - long
      const box = { left, right: left + long, top: circle.y - 8, bottom: circle.y + 6 }
      if (box.left < 0 || box.right > width || others.some(other => touch(box, other))) continue
      taken.push(box)
      return [{ ...circle, start }]
    }
    return []
  })
}
