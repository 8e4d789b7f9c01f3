"""The counts behind a cold start that are the same on every machine. A budget fails if an optimization is lost."""

import asyncio
import io
import re
import zipfile

import pytest

from coldstart import classes, functions
from coldstart.certificates import Certificates
from coldstart.doors import Aws, listen, port
from coldstart.process import Lab
from stack.folders import FUNCTIONS_ZIP

# A few per cent above the count when the budget was last lowered.
# 150,000 of these are the client of CloudWatch Logs, which only GetJobRunLogs and the report of a failed run load.
MOST_BYTES = 8_200_000
LARGEST_CLIENT = 60_000
MOST_CLASSES = 3_200
MOST_CLASSES_OF_A_START = 3_500
# The runtime client's, and those of the HTTP client and the function's own credentials, which a rehearsal does not use.
MOST_CLASSES_AFTER_REHEARSAL = 140
# 50 of these are the JDK's HTTP client and a restored function's credentials, which a rehearsal in the process cannot load.
MOST_CLASSES_AFTER_PRIMING = 60
LEAST_FROM_BOOT_PATH = 1_400


@pytest.fixture(scope="module")
def loaded():
    """The classes that each workload loads over plain HTTP in each variant, and its requests to AWS."""
    return asyncio.run(measured())


async def measured():
    functions.FOLDER.mkdir(parents=True, exist_ok=True)
    aws = Aws()
    ports = {"http": port(await listen(aws))}
    lab = Lab(aws, ports, Certificates(functions.FOLDER, functions.java_home()))
    connector = functions.connector(cached=False)
    makes = {"": connector, "primed ": functions.primed(connector, cached=False), "jdk ": functions.jdk_client(connector)}
    return {
        f"{name}{workload}": (await classes.loaded(lab, make, workload), dict(aws.asked))
        for name, make in makes.items()
        for workload in ("list", "start")
    }


@pytest.fixture(scope="module")
def threads():
    """The thread that initializes each class."""

    async def measured():
        lab = Lab(aws := Aws(), {"http": port(await listen(aws))}, Certificates(functions.FOLDER, functions.java_home()))
        return await classes.initialized(lab, functions.connector(cached=False))

    functions.FOLDER.mkdir(parents=True, exist_ok=True)
    return asyncio.run(measured())


def test_package_shrunk_isSmall():
    assert FUNCTIONS_ZIP.stat().st_size <= MOST_BYTES


def test_package_shrunk_holdsNoLargeClient():
    clients = [entry for entry in packed("lib/boot.jar") if re.search(r"/Default\w+Client\.class$", entry.filename)]
    assert "DefaultGlueClient.class" in " ".join(entry.filename for entry in clients)
    assert max(entry.file_size for entry in clients) <= LARGEST_CLIENT


@pytest.mark.parametrize("jar", ["lib/connector.jar", "lib/boot.jar"])
def test_package_insideItsZip_isStored(jar):
    assert {entry.compress_type for entry in packed(jar)} == {zipfile.ZIP_STORED}


def packed(jar):
    with zipfile.ZipFile(FUNCTIONS_ZIP) as package, zipfile.ZipFile(io.BytesIO(package.read(jar))) as inner:
        return [entry for entry in inner.infolist() if not entry.is_dir()]


def test_firstCall_ofAList_loadsFewClasses(loaded):
    assert len(loaded["list"][0].all) <= MOST_CLASSES


def test_firstCall_ofAStart_loadsFewClasses(loaded):
    assert len(loaded["start"][0].all) <= MOST_CLASSES_OF_A_START


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_afterTheRehearsal_findsItsClassesLoaded(loaded, workload):
    assert len(loaded[workload][0].of_first_call) <= MOST_CLASSES_AFTER_REHEARSAL


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_afterPriming_findsItsClassesLoaded(loaded, workload):
    assert len(loaded[f"primed {workload}"][0].of_first_call) <= MOST_CLASSES_AFTER_PRIMING


def test_classList_builtOnLinux_namesTheNativeSigner():
    with zipfile.ZipFile(FUNCTIONS_ZIP) as package:
        names = package.read("class-list").decode().split()
    assert "io.glueconnector.aws.CrtSigner" in names
    assert [name for name in names if name.startswith(("javax.crypto.", "software.amazon.awssdk.crt."))] == []


def test_connector_asDeployed_readsMostFromTheBootPath(loaded):
    assert loaded["list"][0].from_boot_path >= LEAST_FROM_BOOT_PATH


@pytest.mark.parametrize("make", ["", "jdk "])
def test_firstCall_withoutTls_doesNotInitializeJavasTls(loaded, make):
    tls = [
        name for name in loaded[f"{make}list"][0].all if re.match(r"sun\.security\.ssl\.(SSLContextImpl|TrustStoreManager)", name)
    ]
    assert tls == []


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_ofAnyKind_generatesNoClassAtRunTime(loaded, workload):
    made = [name for name in loaded[workload][0].all if re.match(r"(io\.glueconnector|software\.amazon)\S*/0x", name)]
    assert made == []


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_ofAnyKind_readsNoMetadataOfRegions(loaded, workload):
    metadata = [name for name in loaded[workload][0].all if re.search(r"\.regions\.(\w+metadata\.|Generated\w+Metadata)", name)]
    assert metadata == []


def test_handler_ofStreams_isCalledDirectly(loaded):
    """Without binding of types and, because the template names no method, without reflection."""
    kinds = [name for name in loaded["list"][0].all if re.search(r"EventHandlerLoader\$(Pojo|StreamMethod)", name)]
    assert kinds == []


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_ofAnyKind_loadsNoDigitsOfALocale(loaded, workload):
    assert "java.text.DecimalFormatSymbols" not in loaded[workload][0].all


def test_jdk_whileTheFirstCallIsRehearsed_isWarmedUpInAnotherThread(threads):
    """The rehearsal needs this only after far more processor time than a waiting thread waits for its turn."""
    assert threads["java/math/BigDecimal"] == "jdk-warm-up"


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_ofAnyKind_isSignedByTheNativeLibrary(loaded, workload):
    assert "javax.crypto.Mac" not in loaded[workload][0].all
    assert "javax.crypto.Mac" in loaded[f"jdk {workload}"][0].all


def test_firstCall_ofAList_loadsNoSecurityProvider(loaded):
    """A start computes a digest of its request, which needs one."""
    assert "java.security.Provider" not in loaded["list"][0].all


@pytest.mark.parametrize("workload", ["list", "start"])
def test_firstCall_onTheBootPath_unpacksNoNativeLibrary(loaded, workload):
    names = loaded[workload][0].all
    assert "software.amazon.awssdk.crt.CRT" in names
    assert "software.amazon.awssdk.crt.internal.ExtractLib" not in names


def test_firstCall_ofAList_callsAwsTwice(loaded):
    assert loaded["list"][1] == {"secretsmanager.GetSecretValue": 1, "AWSGlue.ListJobs": 1}


def test_firstCall_ofAStart_callsAwsFourTimes(loaded):
    assert loaded["start"][1] == {
        "secretsmanager.GetSecretValue": 1,
        "DynamoDB_20120810.PutItem": 1,
        "AWSGlue.StartJobRun": 1,
        "DynamoDB_20120810.UpdateItem": 1,
    }
