/** Differences between a plain engine and a view that are as they are to be, and why. */
const explained: readonly { readonly test?: RegExp; readonly line: RegExp; readonly why: string }[] = []

/** Why a test's answers differ at a line of `differences`. `undefined` where that is not known. */
export function explanationOf(test: string, line: string): string | undefined {
  return explained.find((one) => one.line.test(line) && (one.test?.test(test) ?? true))?.why
}
