/**
 * A text of others as it can be printed: without what a terminal obeys, what turns the direction of writing, and line
 * breaks; at most so many characters.
 */
export function plainText(text: string, most: number): string {
  const plain = [...text.slice(0, 8 * most).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')]
  return plain.length <= most ? plain.join('') : `${plain.slice(0, most - 1).join('')}…`
}

/** So much of the name of a test is printed, in characters. */
const LONGEST_TEST_NAME = 150

/** The name of a test, or of a test file, in quotes, as it can be printed whatever it holds. */
export const quoteTestName = (name: string): string => JSON.stringify(plainText(name, LONGEST_TEST_NAME))
