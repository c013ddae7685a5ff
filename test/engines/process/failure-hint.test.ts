import { expect, test } from 'vitest'
import { withHint } from '../../../src/engines/process/failure-hint.ts'

test.for([
  ['java.io.IOException: No space left on device', 'A disk is full: '],
  ['java.io.IOException: Too many open files', 'No more files can be opened: '],
  ['spawn /usr/bin/java EMFILE', 'No more files can be opened: '],
  ['java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory', 'No more threads '],
  ['[warning][os,thread] Failed to start thread "Unknown thread" with pthread_create', 'No more threads '],
  ['spawn /usr/bin/java EAGAIN', 'No more threads or processes '],
  ['Terminating due to java.lang.OutOfMemoryError: Java heap space', 'Its heap is full: '],
  ['Could not reserve enough space for 524288KB object heap', 'There is too little memory: '],
  ['# There is insufficient memory for the Java Runtime Environment to continue.', 'There is too little memory: '],
])('%s: %s', ([line, hint]) => {
  expect(withHint('It ended with exit code 1.', `[main] starts\n${line}\n`)).toContain(
    `It ended with exit code 1.\n${hint}`,
  )
})

test('an engine that a SIGKILL has ended may have been in the way of a system without memory', () => {
  expect(withHint('It was ended by SIGKILL.\nIts log is empty: /log')).toMatch(
    /^It was ended by SIGKILL\.\nIts log is empty: \/log\nWhere nobody has ended it, the system has run out of memory: /,
  )
})

test('nothing is added where nothing tells', () => {
  const args = '[INFO ] JVM arguments [-Xms512m, -XX:+ExitOnOutOfMemoryError]'
  expect(withHint('It ended with exit code 1.', args)).toBe('It ended with exit code 1.')
  expect(withHint('It has not opened its port yet.')).toBe('It has not opened its port yet.')
})
