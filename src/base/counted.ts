/** A count with its noun, as messages say it: `1 vertex`, `3,376 vertices`. `many` is the plural where that is not `one` with an s. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
