import { readFileSync } from 'node:fs'

/** What keeps programs from running on a machine that is short of something, as a log or the system says it, and what to do. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/,
    'A disk is full: make room in the folder for temporary files, or set TMPDIR to a folder with some hundred MB.',
  ],
  [
    /Too many open files|EMFILE|ENFILE/,
    'No more files can be opened: raise the limit, with ulimit -n 4096, or for the user or the container.',
  ],
  [
    /unable to create (new )?native thread|Failed to start thread|pthread_create failed|EAGAIN/,
    'No more threads or processes can be started: raise the limit of the user (ulimit -u) or of the container (pids).',
  ],
  [
    /OutOfMemoryError: (Java heap space|GC overhead limit exceeded)/,
    "Its heap is full: use a larger 'heapMb' in the option 'opensearch' or 'neptune', a smaller dataset, or fewer workers.",
  ],
  [
    /Could not reserve|insufficient memory for the Java Runtime|Cannot allocate memory|Could not allocate|java\.lang\.OutOfMemoryError|ENOMEM/,
    'There is too little memory: an engine takes up to 1 GB. End other programs, or give the container more; see also ulimit -a.',
  ],
  [
    /ended by SIGKILL/,
    'Where nobody has ended it, the system has run out of memory: an engine takes up to 1 GB. End other programs, or give the container more.',
  ],
]

/** Where fewer files may be opened, a program of this size fails in many ways, which seldom say why. */
const LEAST_OPEN_FILES = 512

/** The words in which something has failed, and what to do where these words, or the rest of the log, tell. */
export function withHint(words: string, log = ''): string {
  const [, hint] = hints.find(([pattern]) => pattern.test(words) || pattern.test(log)) ?? []
  return [words, hint ?? (words.includes('It ended') ? limitHint() : undefined)].filter(Boolean).join('\n')
}

function limitHint(): string | undefined {
  const files = openFilesLimit()
  if (files >= LEAST_OPEN_FILES) return undefined
  return `It may open ${files} files only, and needs some hundreds: raise the limit, with ulimit -n 4096.`
}

/** How many files this process, and what it starts, may open, where the system says so in a file. */
function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files +\d+ +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    // Not Linux: elsewhere this limit is seldom low.
    return Number.POSITIVE_INFINITY
  }
}
