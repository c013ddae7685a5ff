/** What is said of requests whose answers cannot be given in the names of a view. */
export const messages = {
  unreadForm: (form: string) => `An answer in ${form} cannot be translated here: ask for JSON.`,
} as const
