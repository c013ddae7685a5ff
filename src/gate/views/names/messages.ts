/** What is said of a name that a view cannot translate. */

/** `remote:logs`: an index of another cluster. */
export const remoteCluster = (name: string): string =>
  `'${name}' names an index of a remote cluster. A test's view of the domain has only indices of its own.`

/** `<logs-*-{now/d{E}}>`: a pattern whose date only the engine can read. */
export const patternInDateMath = (name: string): string =>
  `'${name}' is a pattern with a date in a form that a view cannot read. Write the date in digits, as 'yyyy.MM.dd', or use a pattern without date math.`

/** `<logs-{now/d{E}}>` where there is a sealed `logs-Mon`: only the engine could say whether it is meant. */
export const unreadDateMath = (name: string, sealed: string): string =>
  `'${name}' has a date in a form that a view cannot read, so that it is not clear whether it is the shared index '${sealed}'. Write the date in digits, as 'yyyy.MM.dd'.`
