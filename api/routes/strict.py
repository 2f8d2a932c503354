"""Routes whose body is a model: its JSON is read as strictly as any other document."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.routes.inputs import document


class StrictRoute(APIRoute):
    """A route that refuses JSON which two readers could take for two things, before FastAPI reads its model."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer

        async def strictly(request: Request) -> Response:
            await document(request)
            return await answer(request)

        return strictly
