import { expect, test } from 'vitest'
import { usualSockets } from '../../../src/engines/container/docker-failure.ts'

test('the usual sockets of a user are listed once each', () => {
  expect(usualSockets({ XDG_RUNTIME_DIR: '/run/user/1000' }, '/home/a', 1000)).toEqual({
    docker: [
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/a/.docker/run/docker.sock',
      '/home/a/.docker/desktop/docker.sock',
    ],
    podman: ['/run/user/1000/podman/podman.sock', '/run/podman/podman.sock'],
  })
})

test('the sockets in XDG_RUNTIME_DIR are looked at before those in /run/user', () => {
  const { docker, podman } = usualSockets({ XDG_RUNTIME_DIR: '/tmp/run' }, '/home/a', 1000)
  expect(docker).toEqual([
    '/var/run/docker.sock',
    '/tmp/run/docker.sock',
    '/home/a/.docker/run/docker.sock',
    '/home/a/.docker/desktop/docker.sock',
    '/run/user/1000/docker.sock',
  ])
  expect(podman).toEqual([
    '/tmp/run/podman/podman.sock',
    '/run/user/1000/podman/podman.sock',
    '/run/podman/podman.sock',
  ])
})
