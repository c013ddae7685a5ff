/** Ends the group that is open. */
export const groupEnd = '::endgroup::'

/** Opens a group of lines, which folds; there are no groups within groups. */
export const groupStart = (title: string) => `::group::${escaped(title)}`

/** An annotation of the run, in the form of a workflow command; it may have several lines. */
export const annotation = (level: 'error' | 'warning', title: string, message: string) =>
  `::${level} title=${escapedProperty(title)}::${escaped(message)}`

/** What ends a command, and the mark that escapes it. */
const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Within a property also what ends one. */
const escapedProperty = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
