/** What is said of a body of a search that a view cannot translate. */

/** A query, a processor or another part of a body that is not known, and says `index` somewhere. */
export const unknownPart = (name: string): string =>
  `'${name}' in the body may name an index, and it is not known where. Write the names of its indices in the path, or leave it out.`

export const templateNamesIndex =
  'A template names an index, and is no JSON before its parameters are filled in. Write each {{parameter}} in a text of its own, or the names in the path.'

export const severalFields =
  "A query searches '_index' and other fields for one text. Write a query of its own for '_index'."

export const namesInDocument = "A 'terms' query on '_index' looks its names up in a document. Write them in the query."

export const fieldMayBeIndex = (field: string): string =>
  `The field '${field}' of a query may stand for '_index'. Write '_index' itself, or a narrower pattern.`
