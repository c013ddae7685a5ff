/** What is said of names in requests about documents that a view cannot translate. */

export const unfinishedAction =
  'An action of a bulk request stands on a line that is no whole JSON object in UTF-8, so that its names cannot be read.'
