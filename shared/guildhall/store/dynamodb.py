"""Tables in DynamoDB.

Three things here are not in DynamoDB's manual under "write an item":

- **An answer can get lost.** A conditional write that was applied, but whose answer never came, fails when it is
  repeated: its own first attempt stands in the way. So every write leaves a random mark in the item; when a refusal
  shows an item with this very mark, the write had happened. (A transaction has DynamoDB's own token for this.)
- **Expired items linger** for days, so conditions are rewritten to see them as absent (`expressions`). An update cannot
  start from nothing where something lies, so it first removes what is expired.
- **Failures are told apart**: `ConfigurationError` for what only the operator can mend, `StoreThrottled` and
  `StoreUnavailable` for what may pass later (after a few quick attempts here), `StoreError` for what will not.

boto3 is imported with the first request, not with this module: 80 to 150 ms of a cold start, and rejects need no table.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from guildhall.clock import Clock, monotonic_s, sleep_s, utc_now
from guildhall.errors import StoreThrottled, StoreUnavailable
from guildhall.store.conditions import AtMost, Condition, Item
from guildhall.store.expressions import Expression, guard
from guildhall.store.failures import failure_of_answer, failure_of_connection
from guildhall.store.table import (
    EXPIRES_AT,
    Change,
    ConditionFailed,
    Delete,
    Key,
    Page,
    Put,
    Query,
    Update,
    Write,
    check_transaction,
    expired,
)
from guildhall.store.values import check_change, check_item, item_from_wire, item_to_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 4
BUDGET_S = 5.0
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 1.0, 2.0
FIRST_PAUSE_S = 0.05
MARK = "_write"


def make_client() -> "DynamoDBClient":
    """Return a client that neither waits nor retries for long; region, keys and endpoint come from AWS's settings."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"total_max_attempts": 1, "mode": "standard"},
        tcp_keepalive=True,
    )
    return boto3.session.Session().client("dynamodb", config=config)


class DynamoDB:
    """One connection to DynamoDB for all tables of a process; safe to share between threads."""

    def __init__(self, connect: "Callable[[], DynamoDBClient]" = make_client, clock: Clock = utc_now) -> None:
        self._connect = connect
        self._clock = clock
        self._client: DynamoDBClient | None = None
        self._lock = threading.Lock()

    def table(self, name: str) -> "DynamoTable":
        """Return the table of that name; nothing is asked of DynamoDB yet."""
        return DynamoTable(name, self, self._clock)

    def client(self) -> "DynamoDBClient":
        """Return the client, made at the first call; a door may call this while its sandbox starts."""
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def run[Answer](self, request: "Callable[[DynamoDBClient], Answer]") -> Answer:
        """Make a request, a few times if that may help, within a few seconds.

        Raises:
            ConditionFailed: As DynamoDB says; with the item in the way, its mark included.
            GuildhallError: Another failure, as `failures` tells them apart.
        """
        give_up_at = monotonic_s() + BUDGET_S
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(request)
            except (StoreUnavailable, StoreThrottled):
                pause_s = FIRST_PAUSE_S * 2**attempt * (0.5 + secrets.randbelow(1000) / 1000)
                if attempt == ATTEMPTS or monotonic_s() + pause_s > give_up_at:
                    raise
                sleep_s(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def _once[Answer](self, request: "Callable[[DynamoDBClient], Answer]") -> Answer:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return request(self.client())
        except ClientError as error:
            failure = failure_of_answer(error)
            raise failure from (None if isinstance(failure, ConditionFailed) else error)
        except BotoCoreError as error:
            raise failure_of_connection(error) from error


class DynamoTable:
    """A `Table` in DynamoDB."""

    def __init__(self, name: str, database: DynamoDB, clock: Clock = utc_now) -> None:
        self._name = name
        self._database = database
        self._clock = clock

    def is_ready(self) -> bool:
        """Return whether the table is there and takes requests; needs `dynamodb:DescribeTable` and reads no item.

        Raises:
            GuildhallError: DynamoDB could not be asked, or there is no such table.
        """
        answer = self._database.run(lambda client: client.describe_table(TableName=self._name))
        return answer["Table"].get("TableStatus") in {"ACTIVE", "UPDATING"}

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Return the item, or None."""
        answer = self._database.run(
            lambda client: client.get_item(TableName=self._name, Key=_wire_key(key), ConsistentRead=consistent)
        )
        return _seen(item_from_wire(answer["Item"]) if "Item" in answer else None, self._now_s())

    def put_if(self, item: Item, condition: Condition | None = None) -> None:
        """Write the whole item; see `Table.put_if`."""
        mark, now_s = secrets.token_urlsafe(9), self._now_s()
        request = self._put(Put(item, condition), mark, now_s)
        try:
            self._database.run(lambda client: client.put_item(**request))
        except ConditionFailed as failed:
            if not _is_ours(failed, mark):
                raise _told(failed, now_s) from None

    def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
        """Change the item or create it; see `Table.update_if`."""
        mark, now_s = secrets.token_urlsafe(9), self._now_s()
        request = self._update(Update(key, change, condition), mark, now_s)
        try:
            answer = self._database.run(lambda client: client.update_item(**request, ReturnValues="ALL_NEW"))
        except ConditionFailed as failed:
            if failed.old is not None and _is_ours(failed, mark):
                return _unmarked(failed.old)
            if expired(failed.old, now_s):
                self._sweep(key, now_s)
                return self.update_if(key, change, condition)
            raise _told(failed, now_s) from None
        return _unmarked(item_from_wire(answer["Attributes"]))

    def delete_if(self, key: Key, condition: Condition | None = None) -> Item | None:
        """Remove the item and return what it was; see `Table.delete_if`."""
        now_s = self._now_s()
        request = self._delete(Delete(key, condition), now_s)
        try:
            answer = self._database.run(lambda client: client.delete_item(**request, ReturnValues="ALL_OLD"))
        except ConditionFailed as failed:
            raise _told(failed, now_s) from None
        return _seen(item_from_wire(answer.get("Attributes", {})), now_s)

    def query(self, query: Query) -> Page:
        """Return items of one partition; see `Table.query`."""
        if query.starts_behind_range:
            return Page([], None)
        now_s, items = self._now_s(), list[Item]()
        start = None if query.starts_before_range else query.after
        while True:
            request = self._query(query, start, query.limit + 1 - len(items))
            answer = self._database.run(lambda client, request=request: client.query(**request))  # type: ignore[misc]
            found = [_seen(item_from_wire(wire), now_s) for wire in answer["Items"]]
            items += [item for item in found if item is not None]
            if len(items) > query.limit:
                return Page(items[: query.limit], str(items[query.limit - 1]["sk"]))
            if "LastEvaluatedKey" not in answer:
                return Page(items, None)
            start = str(item_from_wire(answer["LastEvaluatedKey"])["sk"])

    def transact(self, writes: Sequence[Write]) -> None:
        """Do all the writes or none; see `Table.transact`."""
        check_transaction(writes)
        mark, now_s = secrets.token_urlsafe(9), self._now_s()
        parts: Any = [self._part(write, mark, now_s) for write in writes]
        try:
            self._database.run(lambda client: client.transact_write_items(TransactItems=parts, ClientRequestToken=mark))
        except ConditionFailed as failed:
            write = writes[failed.index]
            if not isinstance(write, Update) or not expired(failed.old, now_s):
                raise _told(failed, now_s) from None
            self._sweep(write.key, now_s)
            self.transact(writes)

    def _now_s(self) -> int:
        return int(self._clock().timestamp())

    def _part(self, write: Write, mark: str, now_s: int) -> dict[str, dict[str, Any]]:
        match write:
            case Put():
                return {"Put": self._put(write, mark, now_s)}
            case Update():
                return {"Update": self._update(write, mark, now_s)}
            case Delete():
                return {"Delete": self._delete(write, now_s)}

    def _put(self, write: Put, mark: str, now_s: int) -> dict[str, Any]:
        check_item(write.item)
        item = {"Item": item_to_wire({**write.item, MARK: mark})}
        return item | self._conditional(Expression(), guard(write, now_s))

    def _update(self, write: Update, mark: str, now_s: int) -> dict[str, Any]:
        check_change(write.change)
        expression = Expression()
        update = expression.change(write.change, MARK, mark)
        change = {"Key": _wire_key(write.key), "UpdateExpression": update}
        return change | self._conditional(expression, guard(write, now_s))

    def _delete(self, write: Delete, now_s: int) -> dict[str, Any]:
        return {"Key": _wire_key(write.key)} | self._conditional(Expression(), guard(write, now_s))

    def _conditional(self, expression: Expression, condition: Condition | None) -> dict[str, Any]:
        request: dict[str, Any] = {"TableName": self._name}
        if condition is not None:
            request["ConditionExpression"] = expression.condition(condition)
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return request | expression.placeholders()

    def _query(self, query: Query, start: str | None, limit: int) -> dict[str, Any]:
        expression = Expression()
        wanted = f"{expression.name('pk')} = {expression.value(query.pk)}"
        if query.prefix:
            wanted += f" AND begins_with({expression.name('sk')}, {expression.value(query.prefix)})"
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": wanted,
            "ScanIndexForward": not query.newest_first,
            "ConsistentRead": query.consistent,
            "Limit": limit,
        }
        if start is not None:
            request["ExclusiveStartKey"] = _wire_key(Key(query.pk, start))
        return request | expression.placeholders()

    def _sweep(self, key: Key, now_s: int) -> None:
        gone = self._conditional(Expression(), AtMost(EXPIRES_AT, now_s)) | {"Key": _wire_key(key)}
        try:
            self._database.run(lambda client: client.delete_item(**gone))
        except ConditionFailed:
            return


def _wire_key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _unmarked(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != MARK}


def _seen(item: Item | None, now_s: int) -> Item | None:
    return _unmarked(item) if item and not expired(item, now_s) else None


def _is_ours(failed: ConditionFailed, mark: str) -> bool:
    return failed.old is not None and failed.old.get(MARK) == mark


def _told(failed: ConditionFailed, now_s: int) -> ConditionFailed:
    return ConditionFailed(_seen(failed.old, now_s), failed.index)
