import { describe, expect, it } from 'vitest'
import { readAreas, writeAreas } from './areaLines.ts'

describe('where areas lie, as somebody writes it', () => {
  it('is read with comma, semicolon or tab, with a heading or without', () => {
    const text = 'name,latitude,longitude\r\nWabera,0.354,37.582\nKinna; 0.31 ;38.2\nMerti\t1.063\t38.667\n\n'
    expect(readAreas(text)).toEqual({
      areas: [
        { name: 'Wabera', latitude: 0.354, longitude: 37.582 },
        { name: 'Kinna', latitude: 0.31, longitude: 38.2 },
        { name: 'Merti', latitude: 1.063, longitude: 38.667 },
      ],
      without: 0,
      wrong: [],
    })
  })

  it('keeps a name that holds the sign which separates', () => {
    expect(readAreas('"Burat, north",0.4,-37').areas).toEqual([{ name: 'Burat, north', latitude: 0.4, longitude: -37 }])
  })

  it('leaves out areas without coordinates, and names the lines that can not be', () => {
    const read = readAreas(
      'Wabera; ; \nKinna; 95; 38\nMerti; 1; 38\nmerti; 1; 39\nGarba Tula 0.5 38.5\nOldonyiro; 0.6;',
    )
    expect(read.areas.map(({ name }) => name)).toEqual(['Merti'])
    expect(read.without).toBe(1)
    expect(read.wrong).toEqual([2, 4, 5, 6])
  })

  it('is written so that it is read as the same', () => {
    const areas = [
      { name: 'Wabera', position: { latitude: 0.354, longitude: 37.582 } },
      { name: 'Burat', position: null },
    ]
    expect(writeAreas(areas)).toBe('Wabera; 0.354; 37.582\nBurat; ;')
    expect(readAreas(writeAreas(areas))).toEqual({
      areas: [{ name: 'Wabera', latitude: 0.354, longitude: 37.582 }],
      without: 1,
      wrong: [],
    })
  })
})
