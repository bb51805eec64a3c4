"""A real Apache Kafka for the tests, from Maven Central, as one broker in KRaft mode: started, killed, paused at will.

Where Maven Central cannot be reached, librdkafka's mock cluster takes its place, and the run's summary says so.
"""

import atexit
import fcntl
import functools
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient
from tests.servers.debian import installed
from tests.servers.processes import Hurtable, free_port, start

from ecomdash.log import kafka_topic

VERSION = "4.1.2"  # runs on Java 17
MISSING = "Apache Kafka could not be had from Maven Central"
_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "kafka" / VERSION
_START_SECONDS = 90.0
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>tests</groupId><artifactId>kafka</artifactId><version>1</version>
<packaging>pom</packaging><dependencies><dependency><groupId>org.apache.kafka</groupId>
<artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency></dependencies></project>
"""
_FIRST = """process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},SASL_SSL://127.0.0.1:{secure},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},SASL_SSL://127.0.0.1:{secure}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server.pem
"""
_SECOND = """process.roles=broker
node.id=2
listeners=PLAINTEXT://127.0.0.1:{port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
"""
USER, PASSWORD = "shop", "p@ss word"  # of those who come over TLS
_SETTINGS = """controller.quorum.voters=1@127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={folder}/data
auto.create.topics.enable=false
delete.topic.enable=true
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
log.retention.check.interval.ms=500
log.initial.task.delay.ms=500
file.delete.delay.ms=100
"""
_topics = itertools.count(1)


def jars() -> Path:
    """The folder of Kafka's jars, fetched when they are not there. Raises RuntimeError, LookupError without Maven."""
    _CACHE.parent.mkdir(parents=True, exist_ok=True)
    with (_CACHE.parent / "lock").open("w") as lock:  # one worker fetches
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _CACHE.is_dir():
            return _CACHE
        maven = installed("mvn", "maven")
        with tempfile.TemporaryDirectory(dir=_CACHE.parent) as folder:
            (Path(folder) / "pom.xml").write_text(_POM)
            command = [maven, "-B", "-q", _PLUGIN, "-DoutputDirectory=jars", "-DincludeScope=runtime"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise LookupError(f"{MISSING}: {done.stdout.strip()[:300]}")
            shutil.move(Path(folder) / "jars", _CACHE)
    return _CACHE


class KafkaServer(Hurtable):
    """One broker on a free port, with a folder of its own; it comes back with what it had when started again.

    The second of a cluster is told its `first`.
    """

    def __init__(self, folder: Path, first: "KafkaServer | None" = None) -> None:
        self._java = installed("java", "default-jre-headless")
        self._classes = f"{jars()}/*"
        self._folder = folder
        self.port = free_port()
        self.brokers = f"127.0.0.1:{self.port}"
        self._settings = folder / "server.properties"
        self._controller: int = first._controller if first else free_port()
        self.secure, self.certificate = free_port(), folder / "certificate.pem"  # of the first alone
        _certify(self.certificate, folder / "server.pem")
        settings = (_SECOND if first else _FIRST) + _SETTINGS
        places = {"port": self.port, "secure": self.secure, "controller": self._controller, "folder": folder}
        self._settings.write_text(settings.format(**places))
        (folder / "logging.xml").write_text("<Configuration><Loggers><Root level='error'/></Loggers></Configuration>")
        formatting = ["format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", str(self._settings)]
        formatting += ["--add-scram", f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"]
        subprocess.run([*self._command("kafka.tools.StorageTool"), *formatting], check=True, capture_output=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it; it ends with the thread that calls this."""
        self._process = start([*self._command("kafka.Kafka"), str(self._settings)], self._folder / "kafka.log")

    def wait(self) -> None:
        """Wait until it answers."""
        assert self._process is not None
        admin = AdminClient({"bootstrap.servers": self.brokers, "reconnect.backoff.max.ms": 200, "log_level": 0})
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                admin.list_topics(timeout=2)
            except KafkaException:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"Kafka does not start: {(self._folder / 'kafka.log').read_text()[-3000:]}")

    def _command(self, program: str) -> list[str]:
        quick = ["-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
        logging = f"-Dlog4j2.configurationFile={self._folder / 'logging.xml'}"
        return [self._java, *quick, logging, "-cp", self._classes, program]


def _certify(certificate: Path, both: Path) -> None:
    """A certificate of this machine, and it with its key."""
    key = certificate.with_suffix(".key")
    subprocess.run(
        [
            installed("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key),
            "-out", str(certificate),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_text(key.read_text() + certificate.read_text())


@functools.cache
def server() -> KafkaServer | str:
    """This process' broker, for as long as it lives; or the reason why there is none to be had."""
    try:
        jars()
    except LookupError as error:
        return str(error)
    folder = Path(tempfile.mkdtemp(prefix="ecomdash-kafka-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    started = KafkaServer(folder)
    atexit.register(started.kill)
    started.start()
    return started


@functools.cache
def _mock() -> tuple[Producer, str]:
    """The mock cluster and its brokers; it lives in its producer."""
    cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    known = cluster.list_topics(timeout=10).brokers.values()
    return cluster, ",".join(f"{broker.host}:{broker.port}" for broker in known)


def new_address(**options: object) -> tuple[str, str]:
    """The address of a log whose topic is new, and what stands in for the real Kafka, '' if nothing does."""
    topic, stand_in = f"ecomdash-{os.getpid()}-{next(_topics)}", ""
    found = server()
    if isinstance(found, str):
        stand_in = f"librdkafka's mock cluster, since {found}"
        cluster, brokers = _mock()
        kafka_topic.topic_key = lambda *_: ""  # which the mock cluster cannot be asked
        kafka_topic._setting = lambda address, name: {"max.message.bytes": kafka_topic.MAX_BATCH}.get(name)
        cluster.list_topics(topic, timeout=10)  # makes it, in the one way that the mock cluster knows
    else:
        brokers = found.brokers
    given = "&".join(f"{name}={value}" for name, value in options.items())
    return f"kafka://{brokers}/{topic}?{given}".rstrip("?"), stand_in
