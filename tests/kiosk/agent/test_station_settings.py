import pytest

from kiosk.agent.settings import PrinterDevice, read_station_file, token_is_open_to_others
from kiosk.agent.settings_errors import StationFileError

WHOLE = """
[station]
server = "http://127.0.0.1:8000/"
token_file = "token"
state_dir = "state"
kind = "kiosk"
[local]
port = 8001
[screen]
px_per_mm = 4.03
[[device]]
kind = "printer"
name = "slip"
address = "tcp://127.0.0.1:8010"
[[device]]
kind = "evaluator"
name = "keypad"
port = "/dev/ttyUSB0"
keymap = "five-key"
[[device]]
kind = "speaker"
name = "hall"
sink = "simulated"
"""


@pytest.fixture
def station_file(tmp_path):
    (tmp_path / "token").write_text("st_secret\n")

    def write(text):
        path = tmp_path / "station.toml"
        path.write_text(text)
        return path

    return write


def test_a_whole_file_is_read(station_file, tmp_path):
    file = read_station_file(station_file(WHOLE))

    assert file.station.server == "http://127.0.0.1:8000"
    assert file.token == "st_secret"
    assert file.station.state_dir == tmp_path / "state"
    assert (file.local.host, file.local.port) == ("127.0.0.1", 8001)
    assert [device.name for device in file.device] == ["slip", "keypad", "hall"]
    assert isinstance(file.device[0], PrinterDevice)


def test_a_token_may_stand_in_the_file_itself(station_file):
    text = WHOLE.replace('token_file = "token"', 'token = "st_here"')

    assert read_station_file(station_file(text)).token == "st_here"


def test_a_token_is_not_shown_by_accident(station_file):
    assert "st_secret" not in repr(read_station_file(station_file(WHOLE)))


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o640, True), (0o644, True)])
def test_a_token_that_others_can_read_is_noticed(station_file, tmp_path, mode, is_open):
    path = station_file(WHOLE)
    (tmp_path / "token").chmod(mode)

    assert token_is_open_to_others(read_station_file(path)) is is_open


@pytest.mark.parametrize(
    ("right", "wrong", "key", "reason"),
    [
        ('server = "http://127.0.0.1:8000/"\n', "", "station.server", "缺少此项"),
        ("http://127", "ftp://127", "station.server", "须以 http:// 或 https:// 开头"),
        ('kind = "kiosk"', 'kind = "kiosc"', "station.kind", "不在可选值之中"),
        ('kind = "kiosk"', 'kind = "kiosk"\ncolour = 1', "station.colour", "不认识此项"),
        ('token_file = "token"\n', "", "station", "token 与 token_file 须且只须写一个"),
        (
            'token_file = "token"',
            'token_file = "gone/token"',
            "station.token_file",
            "读不了令牌文件",
        ),
        ("port = 8001", 'port = "8001"', "local.port", "须为整数"),
        ("port = 8001", "port = 80010", "local.port", "数值太大"),
        ('port = "/dev/ttyUSB0"\n', "", "device[2].port", "缺少此项"),
        ('kind = "evaluator"', 'kind = "printr"', "device[2]", "kind 不认识"),
        ('name = "keypad"', 'name = "slip"', "", "设备重名：slip"),
        ('kind = "kiosk"', "kind = 7", "station.kind", "不在可选值之中"),
        ("[local]", "[local", "", "不是正确的 TOML"),
    ],
)
def test_a_fault_is_named_by_file_key_and_reason(station_file, right, wrong, key, reason):
    assert right in WHOLE
    path = station_file(WHOLE.replace(right, wrong, 1))

    with pytest.raises(StationFileError) as error:
        read_station_file(path)

    message = str(error.value)
    assert error.value.key == key
    assert path.parent.name in message
    assert reason in message


def test_a_second_printer_is_refused(station_file):
    second = '[[device]]\nkind = "printer"\nname = "other"\naddress = "tcp://10.0.0.1:9100"\n'

    with pytest.raises(StationFileError, match="每种设备只能有一台：printer"):
        read_station_file(station_file(WHOLE + second))


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(StationFileError, match=r"读不了这个文件.*No such file"):
        read_station_file(tmp_path / "nowhere.toml")
