/** What is said of names in requests about documents that a view cannot translate. */

export const unfinishedAction =
  'An action of a bulk request stands on a line that is no whole JSON object in UTF-8, so that its names cannot be read.'

export const remoteSource =
  'A reindex from a remote cluster names indices that are not of this domain, which cannot be told from those that are.'

/** `{{_index}}` in a template, or `_index` as the field that a grok pattern fills. */
export const processorUsesIndex = (type: string): string =>
  `A processor '${type}' uses '_index' in a form that cannot be translated. Read and set it in a script, as ctx._index, or set it to a name by the processor 'set'.`
