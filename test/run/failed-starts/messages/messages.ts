/** By a scenario's title the lines of its message that are always the same; the first is the message's first. */
export type Messages = Readonly<Record<string, readonly string[]>>
