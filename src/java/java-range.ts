/** Major versions of Java, from the least to the most. */
export interface JavaRange {
  readonly least: number
  readonly most: number
}

/** Whether a major version is in the range. */
export function isIn(major: number, { least, most }: JavaRange): boolean {
  return major >= least && major <= most
}

/** For a person: `17 to 25`. */
export function rangeText({ least, most }: JavaRange): string {
  return `${least} to ${most}`
}

/** What is in all of them; empty (`least` above `most`) where they do not meet. */
export function intersection(ranges: readonly JavaRange[]): JavaRange {
  return {
    least: Math.max(...ranges.map(({ least }) => least)),
    most: Math.min(...ranges.map(({ most }) => most)),
  }
}
