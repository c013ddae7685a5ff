/**
 * A foreign text, made safe to print: without control characters, characters that change the direction of writing, and
 * line breaks, and cut to a number of characters.
 */
export function plainText(text: string, most: number): string {
  const plain = [...text.slice(0, 8 * most).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')]
  return plain.length <= most ? plain.join('') : `${plain.slice(0, most - 1).join('')}…`
}

/** How much of a test's name is printed, in characters. */
const LONGEST_TEST_NAME = 150

/** The name of a test or test file in quotes, made safe to print. */
export const quoteTestName = (name: string): string => JSON.stringify(plainText(name, LONGEST_TEST_NAME))
