"""The model of a door that runs turns: settings → secret → connection. Loads no SDK; the first answer does."""

from guildhall.bootstrap.secrets import ModelSecret
from guildhall.config import ModelSettings
from guildhall.surfaces.agent.model.model import Bedrock, ClaudeApi, Connection, MessagesModel
from guildhall.surfaces.agent.ports import Model


def model(settings: ModelSettings) -> Model:
    """Return the model that the settings name."""
    connection: Connection
    if settings.provider == "bedrock":
        connection = Bedrock(settings.base_url)
    else:
        connection = ClaudeApi(ModelSecret(settings.secret_arn).api_key, settings.base_url)
    return MessagesModel(settings.model_id, connection)
