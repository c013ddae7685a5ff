import { expect, test } from 'vitest'
import * as docker from '../../../src/engines/container/docker-messages.ts'
import * as messages from '../../../src/engines/container/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const usual = { place: '/var/run/docker.sock', isNamed: false }
const named = { place: 'tcp://docker.test:2375', isNamed: true }
const podman = { place: 'unix:///run/user/1000/podman/podman.sock', isNamed: true }
const ssh = { place: 'ssh://me@docker.test', isNamed: true }
const image = 'opensearchproject/opensearch:2.19.1'
const started = { image }

test('target containers says why it has no Docker engine', () => {
  expect(
    catalogue(docker, {
      nodeTooOld: [['22.22', '22.19.0']],
      testcontainersMissing: [["Cannot find package 'testcontainers'"]],
      noEngineFound: [
        [['/var/run/docker.sock', '/run/user/1000/docker.sock'], undefined],
        [['/var/run/docker.sock'], '/run/podman/podman.sock'],
      ],
      engineForbidden: [
        [usual, 'connect EACCES /var/run/docker.sock'],
        [podman, 'connect EACCES /run/user/1000/podman/podman.sock'],
      ],
      engineMissing: [
        [{ ...usual, isNamed: true }, 'connect ENOENT /var/run/docker.sock'],
        [podman, 'connect ENOENT /run/user/1000/podman/podman.sock'],
      ],
      engineNotRunning: [
        [usual, false, 'connect ECONNREFUSED /var/run/docker.sock'],
        [podman, false, 'connect ECONNREFUSED /run/user/1000/podman/podman.sock'],
        [named, true, 'connect ECONNREFUSED 10.0.0.2:2375'],
      ],
      engineNotAnswering: [
        [usual, false, docker.answeredStatus(404, 'not here')],
        [named, false, docker.answeredStatus(400, 'Client sent an HTTP request to an HTTPS server.')],
        [named, false, 'wrong version number'],
        [named, false, 'key values mismatch'],
        [ssh, false, docker.noConnection(5_000)],
        [ssh, true, docker.noAnswer(5_000)],
      ],
      noConnection: [[5_000]],
      noAnswer: [[5_000]],
      answeredStatus: [[404, 'not here']],
      engineSilent: [[30_000]],
      anotherEngine: [['/var/run/docker.sock']],
    }),
  ).toMatchInlineSnapshot(`
    "nodeTooOld
      Target 'containers' needs Node 22.22 or later, as testcontainers does.
      This is Node 22.19.0.
      Use a newer Node. Or use target 'local', which runs the same engines without Docker.

    testcontainersMissing
      Target 'containers' needs the package testcontainers, which is not installed.
      Last seen: Cannot find package 'testcontainers'
      Install it: npm install --save-dev testcontainers@12

    noEngineFound
      Target 'containers' needs a Docker engine, and none was found.
      Looked at: DOCKER_HOST, which is not set, and /var/run/docker.sock, /run/user/1000/docker.sock.
      Install and start Docker or Podman, or set DOCKER_HOST to the engine's socket. Or use target 'local', which runs the same engines without Docker.
      or
      Target 'containers' needs a Docker engine, and none was found.
      Looked at: DOCKER_HOST, which is not set, and /var/run/docker.sock.
      To use Podman, set DOCKER_HOST=unix:///run/podman/podman.sock. Or use target 'local', which runs the same engines without Docker.

    engineForbidden
      This user may not use the Docker engine at /var/run/docker.sock.
      Last seen: connect EACCES /var/run/docker.sock
      Allow it: 'sudo usermod -aG docker "$USER"', and log in again. On CI, run the job as a user of that group. Or use target 'local', which runs the same engines without Docker.
      or
      This user may not use the Docker engine at unix:///run/user/1000/podman/podman.sock (from DOCKER_HOST).
      Last seen: connect EACCES /run/user/1000/podman/podman.sock
      Use Podman as this user: 'systemctl --user start podman.socket', and set DOCKER_HOST=unix://$XDG_RUNTIME_DIR/podman/podman.sock. Or use target 'local', which runs the same engines without Docker.

    engineMissing
      There is no Docker engine at /var/run/docker.sock (from DOCKER_HOST).
      Last seen: connect ENOENT /var/run/docker.sock
      Start it, or correct DOCKER_HOST: 'docker context ls' shows the engine's socket. Or use target 'local', which runs the same engines without Docker.
      or
      There is no Docker engine at unix:///run/user/1000/podman/podman.sock (from DOCKER_HOST).
      Last seen: connect ENOENT /run/user/1000/podman/podman.sock
      Start it: 'systemctl --user start podman.socket', or 'sudo systemctl start podman.socket' for the one of root, or 'podman machine start'. Or correct DOCKER_HOST. Or use target 'local', which runs the same engines without Docker.

    engineNotRunning
      The Docker engine at /var/run/docker.sock is not running: its socket exists, and nobody listens.
      Last seen: connect ECONNREFUSED /var/run/docker.sock
      Start it: 'sudo systemctl start docker', or Docker Desktop. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at unix:///run/user/1000/podman/podman.sock (from DOCKER_HOST) is not running: its socket exists, and nobody listens.
      Last seen: connect ECONNREFUSED /run/user/1000/podman/podman.sock
      Start it: 'systemctl --user start podman.socket', or 'sudo systemctl start podman.socket' for the one of root, or 'podman machine start'. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at tcp://docker.test:2375 (from DOCKER_HOST) is not running: nobody listens there.
      Last seen: connect ECONNREFUSED 10.0.0.2:2375
      Start it, or correct DOCKER_HOST. Or use target 'local', which runs the same engines without Docker.

    engineNotAnswering
      The Docker engine at /var/run/docker.sock does not answer as it should.
      Last seen: HTTP 404: not here
      Try 'docker info'. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at tcp://docker.test:2375 (from DOCKER_HOST) does not answer as it should.
      Last seen: HTTP 400: Client sent an HTTP request to an HTTPS server.
      It needs TLS. Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at tcp://docker.test:2375 (from DOCKER_HOST) does not answer as it should.
      Last seen: wrong version number
      It has no TLS at this port. Use its port for TLS, mostly 2376, or unset DOCKER_TLS_VERIFY. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at tcp://docker.test:2375 (from DOCKER_HOST) does not answer as it should.
      Last seen: key values mismatch
      Check the files in DOCKER_CERT_PATH: ca.pem of the authority that has signed its certificate, and a cert.pem and key.pem that it accepts. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at ssh://me@docker.test (from DOCKER_HOST) does not answer as it should.
      Last seen: no connection within 5 s
      With SSH, also set TESTCONTAINERS_HOST_OVERRIDE to the host on which this machine reaches published ports. Or use target 'local', which runs the same engines without Docker.
      or
      The Docker engine at ssh://me@docker.test (from DOCKER_HOST) does not answer as it should.
      Last seen: no answer within 5 s
      Try 'docker info', and check that the agent of SSH_AUTH_SOCK has the key. Or use target 'local', which runs the same engines without Docker.

    noConnection
      no connection within 5 s

    noAnswer
      no answer within 5 s

    answeredStatus
      HTTP 404: not here

    engineSilent
      The engine has not answered within 30 s.

    anotherEngine
      Another engine answers, at /var/run/docker.sock."
  `)
})

const ended = (ExitCode: number, rest: { OOMKilled?: boolean; Error?: string } = {}) => ({
  ...{ ExitCode, OOMKilled: false, Error: '' },
  ...rest,
})

test('target containers says why it has no image, and why a container does not run', () => {
  expect(
    catalogue(messages, {
      imageNotPulled: [
        [image, 'toomanyrequests: You have reached your pull rate limit.'],
        [image, 'requested access to the resource is denied'],
        [image, 'manifest unknown'],
        [image, 'no matching manifest for linux/arm64 in the manifest list entries'],
        [image, 'dial tcp: lookup registry.invalid: no such host'],
        [image, messages.pullWithoutImage()],
      ],
      pullTooSlow: [[1_200_000]],
      pullWithoutImage: [[]],
      ryukNotStarted: [[30_000, messages.ryukStillStarting()]],
      ryukStillStarting: [[]],
      containerSwept: [['sleepy_moser', image, 'vaf-3f9c2']],
      notSwept: [['(HTTP code 500) server error']],
      containerExit: [
        [ended(137, { OOMKilled: true })],
        [ended(137)],
        [ended(1)],
        [ended(127, { Error: 'exec: "/x": no such file' })],
      ],
      exitHint: [
        [ended(137), ''],
        [ended(1), 'java.lang.IllegalStateException: Unsupported transport.type [guarded]'],
        [ended(1), 'java.lang.OutOfMemoryError: Java heap space'],
        [ended(1), 'Error: unknown setting [x]'],
      ],
      containerStarting: [[]],
      containerGone: [[]],
      containerTakesNoFile: [[]],
      wayIsBlocked: [['127.0.0.1'], ['docker.test']],
      guardMissing: [[200]],
      fileMissing: [['/usr/share/opensearch/modules/transport-netty4/plugin-descriptor.properties']],
      notStarted: [
        [started, new Error('image was found but does not match the specified platform: wanted linux/arm64 ')],
        [{ ...started, platform: 'linux/s390x' }, new Error(`no such image: docker.io/${image}: image not known`)],
        [started, new Error(messages.fileMissing('/opt/x'))],
        [started, new Error('Bind for 127.0.0.1:32768 failed: port is already allocated')],
        [started, new Error('cannot allocate memory')],
        [started, new Error('mkdir /var/lib/docker/x: no space left on device')],
        [started, new Error('(HTTP code 500) server error - something else')],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "imageNotPulled
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: toomanyrequests: You have reached your pull rate limit.
      The registry limits pulls without an account. Log in with 'docker login', or set the option 'containers' to an image of a mirror.
      or
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: requested access to the resource is denied
      The image does not exist or is private. Check the option 'containers', and log in to its registry with 'docker login'.
      or
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: manifest unknown
      The registry has no such image or tag. Check the option 'containers', or 'opensearch.engineVersion'.
      or
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: no matching manifest for linux/arm64 in the manifest list entries
      The image does not exist for the Docker host's platform. Set 'containers.platform', if the host can emulate another one.
      or
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: dial tcp: lookup registry.invalid: no such host
      The registry cannot be reached from the Docker host. Pull or load the image beforehand ('docker pull', 'docker load'), or set the option 'containers' to an image of a mirror that can be reached.
      or
      The image opensearchproject/opensearch:2.19.1 is not on the Docker host, and could not be pulled.
      Last seen: Docker ended the pull without an image.
      Try 'docker pull' by hand, or set the option 'containers' to another image.

    pullTooSlow
      The pull did not end within 1200 s.

    pullWithoutImage
      Docker ended the pull without an image.

    ryukNotStarted
      Testcontainers' Ryuk did not start within 30 s, and the containers run without it (it is still starting). Set TESTCONTAINERS_RYUK_DISABLED=true to save the wait.

    ryukStillStarting
      it is still starting

    containerSwept
      Removed container sleepy_moser (opensearchproject/opensearch:2.19.1) of run vaf-3f9c2: its daemon was killed.

    notSwept
      The containers of killed daemons could not be removed: (HTTP code 500) server error

    containerExit
      Its container was killed because it was out of memory (exit code 137).
      or
      Its container ended with exit code 137, as after SIGKILL.
      or
      Its container ended with exit code 1.
      or
      Its container ended with exit code 127: exec: "/x": no such file.

    exitHint
      If nobody has killed it, it was out of memory. Give the Docker host more memory (Docker Desktop: Settings, Resources), set a smaller 'heapMb' in the option 'opensearch' or 'neptune', or end other containers.
      or
      This OpenSearch is too old for the guard that admits only its gate. Use an image of 2.11 or later, or 'containers.opensearch.security: true'.
      or
      Its heap is full. Use a larger 'heapMb' in the option 'opensearch' or 'neptune', a smaller dataset, or fewer workers.
      or
      (nothing)

    containerStarting
      Its container is being made.

    containerGone
      Its container is gone: another program has removed it.

    containerTakesNoFile
      Its container takes no file before it is ready.

    wayIsBlocked
      If that is only the near end of a tunnel to Docker, name the Docker host in TESTCONTAINERS_HOST_OVERRIDE.
      or
      Docker publishes its port on docker.test. A firewall there must let this machine connect.

    guardMissing
      It serves everybody, and not only its gate: its image does not load the guard.
      Last seen: GET / without a secret answered 200.
      Name an image in the option 'containers' that starts the server as the official one does.

    fileMissing
      The image has no file /usr/share/opensearch/modules/transport-netty4/plugin-descriptor.properties.

    notStarted
      Its container could not be started from opensearchproject/opensearch:2.19.1: image was found but does not match the specified platform: wanted linux/arm64
      The image is for another platform than the Docker host's. Name one for its platform in the option 'containers' instead of opensearchproject/opensearch:2.19.1, or set 'containers.platform', if the host can emulate it.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: no such image: docker.io/opensearchproject/opensearch:2.19.1: image not known
      The Docker host has no opensearchproject/opensearch:2.19.1 for the platform linux/s390x of the option 'containers.platform'. Pull or load it, or name another image in the option 'containers'.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: The image has no file /opt/x.
      Name an image in the option 'containers' that has the files of the official one. For OpenSearch, 'containers.opensearch.security: true' needs no guard.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: Bind for 127.0.0.1:32768 failed: port is already allocated
      Another program has taken the port that Docker chose for it. Start the run again.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: cannot allocate memory
      The Docker host has too little memory: an engine takes up to 1 GB.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: mkdir /var/lib/docker/x: no space left on device
      The disk of the Docker host is full. 'docker system df' shows what takes the space, and 'docker system prune' frees it.
      or
      Its container could not be started from opensearchproject/opensearch:2.19.1: (HTTP code 500) server error - something else"
  `)
})
