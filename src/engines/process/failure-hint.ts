import { readFileSync } from 'node:fs'
import {
  diskIsFull,
  fewFiles,
  filesAreShort,
  heapIsFull,
  killedForMemory,
  memoryIsShort,
  threadsAreShort,
} from '../messages.ts'

/** What a log or the system says where a machine is short of something, and what to do. */
const hints: readonly (readonly [RegExp, () => string])[] = [
  [/No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/, diskIsFull],
  [/Too many open files|EMFILE|ENFILE/, filesAreShort],
  [/unable to create (new )?native thread|Failed to start thread|pthread_create failed|EAGAIN/, threadsAreShort],
  [/OutOfMemoryError: (Java heap space|GC overhead limit exceeded)/, heapIsFull],
  [
    /Could not reserve|insufficient memory for the Java Runtime|Cannot allocate memory|Could not allocate|java\.lang\.OutOfMemoryError|ENOMEM/,
    memoryIsShort,
  ],
  [/ended by SIGKILL/, killedForMemory],
]

/** With a lower limit of open files an engine fails in many ways that seldom name the limit. */
const LEAST_OPEN_FILES = 512

/** The words of a failure, with a line on what to do where these words or the log tell the reason. */
export function withHint(words: string, log = ''): string {
  const [, hint] = hints.find(([pattern]) => pattern.test(words) || pattern.test(log)) ?? []
  return [words, hint?.() ?? (words.includes('It ended') ? limitHint() : undefined)].filter(Boolean).join('\n')
}

function limitHint(): string | undefined {
  const files = openFilesLimit()
  return files < LEAST_OPEN_FILES ? fewFiles(files) : undefined
}

/** How many files this process and its children may open; Infinity where the system does not say so in a file. */
function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files +\d+ +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    // Not Linux: elsewhere this limit is seldom low.
    return Number.POSITIVE_INFINITY
  }
}
