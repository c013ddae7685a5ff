/** Major versions of Java, from the least to the most. */
export interface JavaRange {
  readonly least: number
  readonly most: number
}

/** Whether a major version is in the range. */
export function isIn(major: number, { least, most }: JavaRange): boolean {
  return major >= least && major <= most
}

/** For a message: `17 to 25`. */
export function rangeText({ least, most }: JavaRange): string {
  return `${least} to ${most}`
}

/** The versions that are in all ranges; empty, with `least` above `most`, where there are none. */
export function intersection(ranges: readonly JavaRange[]): JavaRange {
  return {
    least: Math.max(...ranges.map(({ least }) => least)),
    most: Math.min(...ranges.map(({ most }) => most)),
  }
}
