import { expect, test } from 'vitest'
import {
  diskIsFull,
  filesAreShort,
  heapIsFull,
  killedForMemory,
  memoryIsShort,
  processEnded,
  threadsAreShort,
} from '../../../src/engines/messages.ts'
import { withHint } from '../../../src/engines/process/failure-hint.ts'

const exited = processEnded(1, null)

test.for([
  ['java.io.IOException: No space left on device', diskIsFull],
  ['java.io.IOException: Too many open files', filesAreShort],
  ['spawn /usr/bin/java EMFILE', filesAreShort],
  ['java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory', threadsAreShort],
  ['[warning][os,thread] Failed to start thread "Unknown thread" with pthread_create', threadsAreShort],
  ['spawn /usr/bin/java EAGAIN', threadsAreShort],
  ['Terminating due to java.lang.OutOfMemoryError: Java heap space', heapIsFull],
  ['Could not reserve enough space for 524288KB object heap', memoryIsShort],
  ['# There is insufficient memory for the Java Runtime Environment to continue.', memoryIsShort],
] as const)('a log with the line %s adds what to do', ([line, hint]) => {
  expect(withHint(exited, `[main] starts\n${line}\n`)).toBe(`${exited}\n${hint()}`)
})

test('an engine that was killed gets a hint that the system may have been out of memory', () => {
  const killed = `${processEnded(null, 'SIGKILL')}\nIts log is empty: /log`
  expect(withHint(killed)).toBe(`${killed}\n${killedForMemory()}`)
})

test('no hint is added where the log does not tell the reason', () => {
  const args = '[INFO ] JVM arguments [-Xms512m, -XX:+ExitOnOutOfMemoryError]'
  expect(withHint(exited, args)).toBe(exited)
  expect(withHint('It has not opened its port yet.')).toBe('It has not opened its port yet.')
})
