import type { ErrorKind } from '../error-kinds.ts'

/** Codes and names of errors from one origin, and what each means: the same from every other origin that has it too. */
export type Words = Readonly<Record<string, ErrorKind>>
