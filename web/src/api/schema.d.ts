/** The paths the frame itself needs. `npm run gen` writes this file anew from openapi.json. */
export interface paths {
  '/api/session': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['Login'] } };
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Me'] } } };
    };
    delete: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
    };
  };
  '/api/me': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Me'] } } };
    };
  };
  '/api/search': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query: { q: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { 'application/json': { items: components['schemas']['SearchItem'][] } } };
      };
    };
  };
  '/api/views': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query: { page: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'][] } } };
    };
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['NewView'] } };
      responses: { 201: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'] } } };
    };
  };
  '/api/views/{id}': {
    parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
    put: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody: { content: { 'application/json': components['schemas']['ViewChange'] } };
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['View'] } } };
    };
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
    };
  };
}
export interface components {
  schemas: {
    Login: { login: string; password: string };
    Me: {
      id: string;
      name: string;
      login: string;
      lang: string;
      department: { id: string; name: string } | null;
      roles: { code: string; name: string }[];
      actions: string[];
      company: { name: string };
    };
    SearchItem: { kind: string; id: string; title: string; subtitle: string };
    View: { id: string; name: string; spec: string };
    NewView: { page: string; name: string; spec: string };
    ViewChange: { name: string; spec: string };
  };
}
