/** What is said of locks, and of files and folders that others may have changed. */

/** What a lock is after another process has taken it over, for `lockLost`. */
export const lockTakenOver = () => 'Another process has taken it over.'

/** The reason of the signal of work whose lock is lost. */
export const lockLost = (path: string, why: string) => `The lock ${path} is lost: ${why}`

/** `owner`: what `lockOwner` or `startingOwner` says. */
export const lockIsHeld = (file: string, owner: string) => `${file} belongs to ${owner}. End that process if it hangs.`

export const lockOwner = (pid: number, host: string) => `process ${pid} on ${host}`

/** The owner of a lock whose file is still empty. */
export const startingOwner = () => 'a process that is just starting'

/** This one and the next three: why a folder is not private, for the messages of those who need it. */
export const notAFolder = () => 'It is not a folder.'

export const symbolicLink = () => 'It is a symbolic link.'

export const anotherOwner = (uid: number) => `It belongs to user ${uid}.`

export const openToOthers = () => 'Other users may enter it.'

/** `why`: one of the four above. */
export const folderReplaced = (path: string, why: string) => `${path} was replaced while it was made: ${why}`
