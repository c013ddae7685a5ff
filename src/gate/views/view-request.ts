import type { AwsCredentials } from '../../base/credentials.ts'
import type { Layer } from './view.ts'

/**
 * What a worker asks of its gates at `PUT /_aws_fixtures/views/<id>`, signed with its own key: a view that stands for the
 * requests of one test's key from now on, for those of the worker's own key, or for both. The worker chooses the id: letters,
 * digits, `.`, `_` and `-`, at most 100. If the worker has a view of that id, that one ends first, so that what its scope had
 * covered is seen again.
 *
 * Answered 200 with `{}`; 400 with `{"message"}` where it cannot be read, or reaches beyond the run; 409 where the key
 * belongs to another, or to a test that has ended.
 *
 * The same request goes to both gates. That of Neptune has no names to translate: there it only makes the key known.
 */
export interface ViewRequest {
  /** As of `View`. Starts with the run's own prefix, `vaf-7wovf-`, and ends with `-`. */
  readonly prefix: string
  /** From the topmost to the lowest. Their prefixes, too, start with the run's. */
  readonly layers: readonly Layer[]
  /** The key of one test, minted by its worker: known from now on as that worker's. Default: the view has no key of its own. */
  readonly credentials?: AwsCredentials
  /**
   * Whether the view stands for the worker's own key too: code that has a test's key and code that has the worker's then see
   * the same. Once it has ended, the one that was opened before it stands for that key again. Default: only where no
   * `credentials` are given.
   */
  readonly isWorkers?: boolean
  /** The test as messages name it; default: none is named. */
  readonly test?: string
}

/**
 * What is answered to `DELETE /_aws_fixtures/views/<id>`: the view has ended, and with it the key of its test, whose later
 * requests are rejected. It waits for requests that can change something, for at most 30 seconds; those are cut where that
 * is possible. 404 with `{"message"}` where the worker has no such view.
 */
export interface ViewEnd {
  /** Whether anything may be there under the view's prefix. */
  readonly changed: boolean
  /** The physical names of the sealed indices that the view's scope has covered, by a copy of its own or by deleting them. */
  readonly covered: readonly string[]
  /** The requests that took a while, and those that are under way still, each as a person reads it: `POST /_bulk (20 s)`. */
  readonly late?: readonly string[]
  readonly underWay?: readonly string[]
}

/**
 * A header that only workers send, with the value `physical`, and only with their own keys: the names in this request are
 * physical, although the key has a view. It does not go on.
 */
export const NAMES_HEADER = 'x-aws-fixtures-names'
