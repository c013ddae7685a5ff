import type { NameSort } from './api.ts'
import { isAll, splitNames } from './names/index-expression.ts'
import { ownPipeline } from './names/own-pipeline.ts'
import { translateLuceneQuery } from './queries/lucene-query.ts'
import type { View } from './view.ts'

/** What stands in a part of a path or in a parameter, in physical names. Fails with NameRejected. */
export function translateName(sort: NameSort, text: string, view: View): string {
  switch (sort) {
    case 'indices':
      return view.expression(splitNames(text)).join(',')
    case 'indices-and-aliases':
      return indicesAndAliases(splitNames(text), view).join(',')
    case 'aliases':
      return view.aliases(splitNames(text)).join(',')
    case 'own-list':
      return view.ownList(text === '' ? ['*'] : splitNames(text)).join(',')
    case 'own':
      return view.own(text)
    case 'pipeline':
      return ownPipeline(text, view)
    case 'lucene-query':
      return translateLuceneQuery(text, view)
    case 'index':
    case 'new-index':
      return view.physical(text)
  }
}

/** What stands for all indices leaves aliases out, which would only find the same indices again. */
function indicesAndAliases(names: readonly string[], view: View): readonly string[] {
  const indices = view.expression(names)
  return isAll(names) ? [...new Set([...indices, ...view.aliases(['*'])])] : indices
}
