/**
 * Whose a thing is on which a run runs. It decides what may be wiped, and what is looked at in the end.
 *
 * - `stand-in`: an engine of ours, with a gate of this run in front of it.
 * - `created`: this run has made it, and deletes it.
 * - `reused`: an earlier run has made it, by its tags, or a later one will use it: it stays. What is in it is ours.
 * - `given`: the user has named it, and others may work there. Only what this run has made in it is ever removed.
 */
export type Ownership = 'stand-in' | 'created' | 'reused' | 'given'
