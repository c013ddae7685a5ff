import type { ApiPath } from './api.ts'
import { FURTHER_APIS } from './further-apis.ts'
import { REST_API } from './rest-api.ts'

/** All paths that are known, those of OpenSearch's own description first. */
export const apiPaths: readonly ApiPath[] = [...parse(REST_API), ...parse(FURTHER_APIS)]

/** `bulk POST,PUT /_bulk /{index}/_bulk`: the name of an API, and its paths behind the methods they take. */
function parse(lines: string): ApiPath[] {
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [api = '', ...words] = line.split(' ')
      let methods: readonly string[] = []
      const paths: ApiPath[] = []
      for (const word of words) {
        if (word.startsWith('/')) paths.push({ api, methods, path: word })
        else methods = word.split(',')
      }
      return paths
    })
}

/** What stands between the slashes of a path; empty for `/`. A slash at the end means nothing. */
export const segmentsOfPath = (path: string): readonly string[] => path.split('/').filter(Boolean)

/** The name of the part that a segment of an API's path stands for: `index` for `{index}`. */
export const partOf = (segment: string): string | undefined => /^\{(\w+)\}$/.exec(segment)?.[1]

/** The names of the parts of a path. */
export const partsOf = ({ path }: ApiPath): string[] => segmentsOfPath(path).flatMap((segment) => partOf(segment) ?? [])
