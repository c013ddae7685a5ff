/** Whether an error has one of these names of the SDK, which are not always the codes on the wire. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return names.includes((error as { name?: unknown } | undefined)?.name as string)
}
