import type { Rejection } from '../rejection.ts'

/** What becomes of a request: the same with another graph named in it, or no request at all. */
export type Routed<Content> =
  | {
      readonly content: Content
      /** Whether it can change the graph. */
      readonly mayChange: boolean
      /** Lower-case hex without dashes; told apart answers by. Absent where the request has none. */
      readonly requestId?: string
      /** The session it belongs to, as the client calls it, and whether it asks for its end. */
      readonly session?: { readonly id: string; readonly isClosing: boolean }
    }
  | {
      readonly rejection: Rejection
      /** The rejection as an answer of the Gremlin protocol, where the request could be read far enough to answer it. */
      readonly answer?: Buffer
    }
