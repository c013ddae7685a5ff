/** What is said of calls that a view cannot translate, by their APIs. */

/** `,` as a list of indices. */
export const namesNoIndex = (list: string): string => `'${list}' names no index.`

export const pointInTimeInLines =
  'One of several searches searches a point in time, which has no index in its path. Send it as a request of its own.'

export const allScrolls = "'_all' would end the scrolls of all tests. Name those that are to end."

export const tellsOfAllPits =
  'This call tells of the points in time of all tests. Keep the ids of yours from when they are made.'

export const deletesAllPits =
  'This call deletes the points in time of all tests. Name those that are to go to DELETE /_search/point_in_time.'

export const sortInQuery =
  '\'sort=_index\' cannot be translated in the query of the URL. Write it in the body, as "sort".'

export const cancelledForAll =
  'A call of /_tasks/_cancel that names no task would cancel those of all tests: name one, or its parent by parent_task_id.'

export const runningSnapshots = "Snapshots by '_current' are those of all tests: name them."

export const datedSnapshot = (name: string): string => `A snapshot named by date math, '${name}', cannot be translated.`

/** A part of k-NN that has no names of a scope's own. */
export const modelsOfAll =
  'Models of k-NN belong to the whole domain, not to a test: a field with a method in its mapping needs none.'

export const streamedBulk =
  'A bulk request whose answer begins before its body has ended cannot be read in parts here: use /_bulk.'

export const segmentsOfAllPits =
  'This call tells of the points in time of all tests: /{index}/_segments tells of the segments of an index.'

export const noExtensions = 'The service has no extensions.'
