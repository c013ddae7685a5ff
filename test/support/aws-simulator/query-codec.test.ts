import { expect, test } from 'vitest'
import { readForm, writeXml } from './query-codec.ts'

test('lists of the Query protocol are read from numbered items, also nested ones, in the order of the numbers', () => {
  const form =
    'Action=X&Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=neptune&Filters.Filter.1.Values.Value.2=b%20c' +
    '&Tags.Tag.2.Key=second&Tags.Tag.1.Key=first&Tags.Tag.1.Value=&Scaling.MinCapacity=1&Scaling.MaxCapacity=2.5&None='
  expect(readForm(form)).toEqual({
    Action: 'X',
    Filters: [{ Name: 'engine', Values: ['neptune', 'b c'] }],
    Tags: [{ Key: 'first', Value: '' }, { Key: 'second' }],
    Scaling: { MinCapacity: '1', MaxCapacity: '2.5' },
    None: '',
  })
})

test('lists of the Query protocol are written with the names of their items, without what is undefined', () => {
  const result = { TagList: [{ Key: 'a&b', Value: '<c>' }], Empty: [], Other: ['x'], Marker: undefined, Count: 0 }
  expect(writeXml('R', result)).toBe(
    '<R><TagList><Tag><Key>a&#38;b</Key><Value>&#60;c&#62;</Value></Tag></TagList><Empty></Empty>' +
      '<Other><member>x</member></Other><Count>0</Count></R>',
  )
})
