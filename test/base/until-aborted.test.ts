import { expect, test, vi } from 'vitest'
import { untilAborted } from '../../src/base/until-aborted.ts'

const reason = new Error('The run was cancelled.')

test('work that ends before its signal is aborted gives its result and is not aborted', async () => {
  const abort = vi.fn()
  const cancelled = new AbortController()
  await expect(untilAborted(Object.assign(Promise.resolve(4), { abort }), cancelled.signal)).resolves.toBe(4)
  cancelled.abort(reason)
  expect(abort).not.toHaveBeenCalled()
})

test('a wait without a signal lasts until the work ends', async () => {
  await expect(untilAborted(Promise.resolve(4), undefined)).resolves.toBe(4)
})

test('a request is aborted with its signal, and the wait for it rejects with the reason of the signal', async () => {
  const cancelled = new AbortController()
  let fail = (_: Error) => {}
  const request = new Promise<void>((_, reject) => {
    fail = reject
  })
  const abort = vi.fn(() => fail(new Error('Request aborted')))
  const waiting = untilAborted(Object.assign(request, { abort }), cancelled.signal)
  cancelled.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(abort).toHaveBeenCalledOnce()
})

test('a wait with a signal that is aborted already rejects at once, and aborts its request', async () => {
  const abort = vi.fn()
  const endless = Object.assign(new Promise<void>(() => {}), { abort })
  await expect(untilAborted(endless, AbortSignal.abort(reason))).rejects.toBe(reason)
  expect(abort).toHaveBeenCalledOnce()
})

test('work that has no abort() is stopped by the function that the caller gives', async () => {
  const cancelled = new AbortController()
  const stop = vi.fn()
  const waiting = untilAborted(new Promise<void>(() => {}), cancelled.signal, stop)
  cancelled.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(stop).toHaveBeenCalledOnce()
})
