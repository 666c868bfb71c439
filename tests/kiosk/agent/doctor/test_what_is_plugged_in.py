"""The doctor names what the system sees, and what to write for it."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from kiosk.agent.doctor.command import Doctor
from kiosk.agent.doctor.looking import (
    Found,
    UsbUnseen,
    keyboards,
    known_devices,
    printer_files,
    serial_ports,
    unspoken_devices,
    usb_printers,
    usb_unspoken,
)
from kiosk.agent.doctor.words import Words


def port(device, *, vid=None, pid=None, description="", hwid="n/a"):
    return SimpleNamespace(device=device, vid=vid, pid=pid, description=description, hwid=hwid)


def usb(vendor, product, *classes):
    interfaces = [SimpleNamespace(bInterfaceClass=each) for each in classes]

    class Device(list):
        idVendor, idProduct = vendor, product

    return Device([interfaces])


def test_a_usb_serial_port_is_named_by_its_socket_and_its_chip(tmp_path):
    device = tmp_path / "ttyUSB0"
    device.touch()
    by_path = tmp_path / "by-path"
    by_path.mkdir()
    (by_path / "pci-0000:00:14.0-usb-0:2:1.0-port0").symlink_to(device)
    chip = port(str(device), vid=0x1A86, pid=0x7523, description="USB Serial", hwid="USB")

    [found] = serial_ports(known_devices(), ports=lambda: [chip], by_path=by_path)

    assert found == Found(
        kind="serial",
        write=str(by_path / "pci-0000:00:14.0-usb-0:2:1.0-port0"),
        what="CH340 USB 转串口",
    )


def test_an_unknown_chip_is_called_what_the_system_calls_it(tmp_path):
    chip = port("/dev/ttyUSB0", vid=1, pid=2, description="Some bridge", hwid="USB")

    [found] = serial_ports(known_devices(), ports=lambda: [chip], by_path=tmp_path / "none")

    assert (found.write, found.what) == ("/dev/ttyUSB0", "Some bridge")


def test_ports_that_are_only_names_are_left_out(tmp_path):
    ports = [port("/dev/ttyS0", hwid="PNP0501"), port("/dev/ttyS1"), port("/dev/ttyS2")]

    found = list(serial_ports({}, ports=lambda: ports, by_path=tmp_path))

    assert [each.write for each in found] == ["/dev/ttyS0"]


def test_of_all_usb_devices_the_printers_are_named():
    devices = [usb(0x0416, 0x5011, 7), usb(0x046D, 0xC31C, 3), usb(0x1234, 0x5678, 255, 7)]

    found = list(usb_printers(known_devices(), find=lambda: devices))

    assert [(each.write, each.what) for each in found] == [
        ("usb://0416:5011", "热敏打印机（ESC/POS）"),
        ("usb://1234:5678", ""),
    ]


def test_a_card_reader_that_is_no_serial_port_is_named_as_one_that_cannot_be_used():
    devices = [usb(0x0400, 0xC35A, 255), usb(0x046D, 0xC31C, 3)]

    found = list(usb_unspoken(unspoken_devices(), find=lambda: devices))

    assert [(each.kind, each.write) for each in found] == [("unspoken", "0400:c35a")]
    assert "身份证读卡器" in found[0].what
    assert "0400:c35a" not in known_devices()


def test_what_cannot_be_used_is_said_to_be_so():
    said = io.StringIO()
    doctor = Doctor(Console(file=said, width=200), Words())

    doctor.say_found(Found(kind="unspoken", write="0400:c35a", what="身份证读卡器"))

    assert "0400:c35a  身份证读卡器" in said.getvalue()
    assert "只支持串口或网口" in said.getvalue()


def test_a_computer_that_cannot_list_usb_says_so():
    def find():
        raise UsbUnseen("No backend available")

    with pytest.raises(UsbUnseen):
        list(usb_printers({}, find=find))


def test_printers_of_the_kernel_and_what_types_are_found(tmp_path):
    (tmp_path / "lp0").touch()
    (tmp_path / "pci-usb-0:1-event-kbd").touch()
    (tmp_path / "pci-usb-0:1-event-mouse").touch()

    assert [each.write for each in printer_files(tmp_path)] == [f"file://{tmp_path}/lp0"]
    assert [each.write for each in keyboards(tmp_path)] == [
        f"evdev:{tmp_path}/pci-usb-0:1-event-kbd"
    ]


def test_known_devices_are_written_as_lsusb_shows_them():
    for usb_id, name in {**known_devices(), **unspoken_devices()}.items():
        vendor, product = usb_id.split(":")
        assert f"{int(vendor, 16):04x}:{int(product, 16):04x}" == usb_id
        assert name
