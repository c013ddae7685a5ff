/** A count with its noun, for messages: `1 vertex`, `3,376 vertices`. `many` is the plural; default: `one` with an s. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
