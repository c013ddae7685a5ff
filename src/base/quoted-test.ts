import { plainText } from './plain-text.ts'

/** So much of a test's name is told, in characters. */
const TOLD = 150

/** The name of a test, or of a test file, in quotes, as it can be printed whatever it holds. */
export const quotedTest = (name: string): string => JSON.stringify(plainText(name, TOLD))
