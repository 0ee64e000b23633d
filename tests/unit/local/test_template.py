from pathlib import Path

import pytest

from local.errors import LaptopError, TemplateError
from local.template import NO_VALUE, Physical, Template, as_text, read

HEAD = """
Parameters:
  Stage: {Type: String, Default: prod}
  Names: {Type: CommaDelimitedList, Default: "a,b"}
  Count: {Type: Number, Default: 3}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsNotProd: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsNotProd]
  Either: !Or [!Condition IsProd, !Condition IsNotProd]
Resources:
"""


def write(tmp_path: Path, resources: str, head: str = HEAD) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(head + resources, encoding="utf-8")
    return path


@pytest.fixture
def template(tmp_path: Path) -> Template:
    made = read(write(tmp_path, "  Queue: {Type: 'AWS::SQS::Queue'}\n  Logs: {Type: 'AWS::Logs::LogGroup'}\n"))
    made.physical["Queue"] = Physical("http://queue", {"Arn": "arn:queue", "QueueName": "queue"})
    return made


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "Names"}, ["a", "b"]),
        ({"Ref": "Queue"}, "http://queue"),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:queue"),
        ({"Fn::GetAtt": "Queue.QueueName"}, "queue"),
        ({"Fn::Sub": "${Stage}/${Queue.Arn}/${!Kept}"}, "prod/arn:queue/${Kept}"),
        ({"Fn::Sub": ["${A}-${Stage}", {"A": {"Ref": "Queue"}}]}, "http://queue-prod"),
        ({"Fn::If": ["IsProd", 1, 2]}, 1),
        ({"Fn::If": ["IsNotProd", 1, 2]}, 2),
        ({"Fn::If": ["Both", 1, 2]}, 2),
        ({"Fn::If": ["Either", 1, 2]}, 1),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 1]]}, "a-prod-1"),
        ({"Fn::Select": [1, {"Fn::Split": [":", "a:b"]}]}, "b"),
        ({"Fn::Select": [0, {"Ref": "Names"}]}, "a"),
        ({"a": [{"Ref": "Stage"}, {"Ref": "AWS::NoValue"}], "b": {"Ref": "AWS::NoValue"}}, {"a": ["prod"]}),
        ("plain", "plain"),
        (None, None),
    ],
)
def test_an_intrinsic_function_is_evaluated(template: Template, value: object, expected: object) -> None:
    assert template.resolve(value, "Owner") == expected


def test_no_value_by_itself_is_its_own_mark(template: Template) -> None:
    assert template.resolve({"Ref": "AWS::NoValue"}, "Owner") is NO_VALUE


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"Fn::ImportValue": "x"}, "Fn::ImportValue"),
        ({"Fn::FindInMap": ["a", "b", "c"]}, "Fn::FindInMap"),
        ({"Ref": "Nobody"}, "refers to Nobody, which the template does not define"),
        ({"Ref": "Logs"}, "refers to Logs, which does not run on the laptop"),
        ({"Fn::GetAtt": ["Queue", "Colour"]}, "Queue.Colour"),
        ({"Fn::GetAtt": ["Nobody", "Arn"]}, "Nobody"),
        ({"Fn::Sub": "${Nobody}"}, "Nobody"),
        ({"Fn::If": ["Nobody", 1, 2]}, "condition Nobody"),
        ({"Fn::If": [1]}, "Fn::If is malformed"),
        ({"Fn::Select": [7, ["a"]]}, "Fn::Select is malformed"),
        ({"Fn::Join": "x"}, "Fn::Join is malformed"),
    ],
)
def test_what_is_not_understood_names_the_logical_id(template: Template, value: object, says: str) -> None:
    with pytest.raises(TemplateError, match="template: Owner: ") as refused:
        template.resolve(value, "Owner")
    assert says in str(refused.value)
    assert refused.value.logical_id == "Owner"


def test_a_condition_with_an_unknown_function_is_refused(tmp_path: Path) -> None:
    head = "Conditions:\n  Odd: {'Fn::Contains': [1]}\nResources:\n"
    template = read(write(tmp_path, "  Q: {Type: 'AWS::SQS::Queue', Condition: Odd}\n", head))
    with pytest.raises(TemplateError, match="Q: has a condition with Fn::Contains"):
        template.resources()


def test_a_resource_whose_condition_fails_does_not_exist(tmp_path: Path) -> None:
    path = write(tmp_path, "  A: {Type: T, Condition: IsProd}\n  B: {Type: T, Condition: IsNotProd}\n")
    assert list(read(path).resources()) == ["A"]
    assert list(read(path, {"Stage": "dev"}).resources()) == ["B"]


def test_a_resource_without_a_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="A: has no Type"):
        read(write(tmp_path, "  A: {Properties: {}}\n")).resources()


def test_short_forms_become_long_forms_in_every_kind_of_node(tmp_path: Path) -> None:
    template = read(
        write(tmp_path, "  A: {Type: T, Properties: {a: !GetAtt A.B, b: !Sub [x, {}], c: !Transform {N: 1}}}\n")
    )
    assert template.properties("A") == {
        "a": {"Fn::GetAtt": ["A", "B"]},
        "b": {"Fn::Sub": ["x", {}]},
        "c": {"Fn::Transform": {"N": 1}},
    }


def test_a_parameter_needs_a_default_or_an_override(tmp_path: Path) -> None:
    path = write(tmp_path, "  A: {Type: T}\n", "Parameters:\n  Token: {Type: String}\nResources:\n")
    with pytest.raises(TemplateError, match="Token: is a parameter without a default"):
        read(path)
    assert read(path, {"Token": "x"}).resolve({"Ref": "Token"}, "A") == "x"


@pytest.mark.parametrize(("text", "says"), [("a: [", "not valid YAML"), ("just words", "holds no template")])
def test_a_broken_file_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LaptopError, match=says) as refused:
        read(path)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LaptopError, match=r"no template at .*nowhere\.yaml"):
        read(tmp_path / "nowhere.yaml")


def test_booleans_pass_on_in_lower_case() -> None:
    assert (as_text(True), as_text(1), as_text("Yes")) == ("true", "1", "Yes")
