/** What is said of requests that cannot be translated into the names of a view. */
export const messages = {
  unknownPath: (method: string, path: string) =>
    `The names in ${method} ${path} are not known, so it cannot be translated.`,
  unknownApi: (api: string) =>
    `It is not known which names are in a request of the API '${api}', so it cannot be translated.`,
  unreadEscape: (text: string) => `The request's path or query has an escape that means nothing: ${text}`,
  notUtf8: 'The body is not in UTF-8.',
  unreadBody: (form: string) => `A body in ${form} cannot be translated: send JSON.`,
  unreadCoding: (coding: string) => `A body compressed by '${coding}' cannot be translated: use gzip, or none.`,
  tellUs:
    "Each test has names of its own, and what cannot be translated is not passed on. With isolation: 'prefix' it is. If your code needs it here, tell the maintainers of vitest-aws-fixtures this message.",
  copyFailed: (index: string, reason: string) =>
    `Tests share the index '${index}' until one of them changes it, and this test's copy of it could not be made: ${reason}`,
} as const
