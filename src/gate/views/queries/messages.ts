/** What is said of a body of a search that a view cannot translate. */

/** A query, a processor or another part of a body that is not known, and says `index` somewhere. */
export const unknownPart = (name: string): string =>
  `'${name}' in the body may name an index, and it is not known where. Write the names of its indices in the path, or leave it out.`

export const TEMPLATE_NAMES_INDEX =
  'A template names an index, and is no JSON before its parameters are filled in. Write each {{parameter}} in a text of its own, or the names in the path.'

export const SEVERAL_FIELDS =
  "A query searches '_index' and other fields for one text. Write a query of its own for '_index'."

export const NAMES_IN_DOCUMENT =
  "A 'terms' query on '_index' looks its names up in a document. Write them in the query."

export const fieldMayBeIndex = (field: string): string =>
  `The field '${field}' of a query may stand for '_index'. Write '_index' itself, or a narrower pattern.`

export const POINT_IN_TIME_IN_LINES =
  'One of several searches searches a point in time, which has no index in its path. Send it as a request of its own.'

export const ALL_SCROLLS = "'_all' would end the scrolls of all tests. Name those that are to end."

export const TELLS_ALL_PITS =
  'It tells of the points in time of all tests. Keep the ids of yours from when they are made.'

export const DELETES_ALL_PITS =
  'It deletes the points in time of all tests. Name those that are to go to DELETE /_search/point_in_time.'

export const SORT_IN_QUERY =
  '\'sort=_index\' cannot be translated in the query of the URL. Write it in the body, as "sort".'
