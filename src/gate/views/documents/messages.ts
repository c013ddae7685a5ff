/** What is said of names in requests about documents that a view cannot translate. */

export const unfinishedAction =
  'An action of a bulk request stands on a line that is no whole JSON object in UTF-8, so that its names cannot be read.'

export const REMOTE_SOURCE =
  'A reindex from a remote cluster names indices that are not of this domain, which cannot be told from those that are.'
